using IotConnectivity.Indexing;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Detector;

/// <summary>What the journal has of one thing that the process before has perhaps not judged, or has forgotten with its end.</summary>
internal sealed class MissedNews(RegisteredThing thing)
{
    internal RegisteredThing Thing => thing;

    /// <summary>Gets the record of the thing that all of this has led to.</summary>
    internal ThingConnectivity? Last { get; } = thing.Current;

    /// <summary>Gets or sets what was known of its presence, one after the other: first what was known when everything was judged, at last what the record tells.</summary>
    internal IReadOnlyList<Outage> Outages { get; set; } = [Outage.Of(thing.Current)];

    /// <summary>Gets the events that count, the last received first.</summary>
    internal List<HeardEvent> Events { get; } = [];

    /// <summary>Gets or sets a value indicating whether an outage may have ended.</summary>
    internal bool MayEndOutage { get; set; }
}

/// <summary>An event that counts for a metric.</summary>
/// <param name="AtMs">When it happened, by its source.</param>
/// <param name="ReceivedAtMs">When it was heard.</param>
/// <param name="Metrics">For which metrics it counts, one bit for each.</param>
/// <param name="Address">Where the thing came from, if the event tells that.</param>
/// <param name="WasJudged">Whether the process before has told of what came of it.</param>
internal readonly record struct HeardEvent(long AtMs, long ReceivedAtMs, int Metrics, PeerAddress Address, bool WasJudged);
