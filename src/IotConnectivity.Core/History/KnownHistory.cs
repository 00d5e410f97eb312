namespace IotConnectivity.History;

/// <summary>A timeline and how far it is known.</summary>
internal sealed class KnownHistory
{
    private readonly long? _availableFromMs;

    /// <summary>Makes it.</summary>
    /// <param name="timeline">The timeline.</param>
    /// <param name="now">The present moment; what lies after it is not answered.</param>
    /// <param name="retention">How long events are kept.</param>
    /// <param name="floorMs">A moment before which it is not known for another reason.</param>
    internal KnownHistory(ThingTimeline timeline, DateTimeOffset now, TimeSpan retention, long floorMs)
    {
        Timeline = timeline;
        NowMs = now.ToUnixTimeMilliseconds();
        if (timeline.Count == 0) return;
        _availableFromMs = Math.Max(Math.Max(timeline.TimestampMsOf(0), floorMs), NowMs - (long)Math.Min(retention.TotalMilliseconds, NowMs));
    }

    internal ThingTimeline Timeline { get; }

    internal long NowMs { get; }

    internal long AvailableFromMs => _availableFromMs ?? NowMs;

    internal DateTimeOffset? AvailableFrom => _availableFromMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>Cuts a range to what is known; empty when nothing is.</summary>
    internal (long From, long To) Clip(DateTimeOffset from, DateTimeOffset to)
    {
        var first = Math.Max(from.ToUnixTimeMilliseconds(), Math.Min(AvailableFromMs, NowMs));
        return (first, Math.Max(first, Math.Min(to.ToUnixTimeMilliseconds(), NowMs)));
    }
}
