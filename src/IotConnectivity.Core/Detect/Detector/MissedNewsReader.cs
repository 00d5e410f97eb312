using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Detector;

/// <summary>Finds in the journal what a detector that begins has to know of the time before: what came in since the last checkpoint and, where events are counted, what is still in a window.</summary>
/// <remarks>
/// Reads the journal backwards once, and of each thing that may have come back the last entries. Since checkpoints follow the commits within a second or so, the former are few; the latter are
/// bounded by <see cref="MaxEntries"/>, beyond which windows are not known.
/// </remarks>
/// <param name="registry">The things.</param>
/// <param name="journal">The journal.</param>
/// <param name="plan">What is watched.</param>
/// <param name="checkpoint">Up to where everything was judged; <see langword="null"/> where nobody has noted that: then nothing is missing.</param>
internal sealed class MissedNewsReader(ThingRegistry registry, ConnectivityJournal journal, CoveragePlan plan, DetectorCheckpoint? checkpoint)
{
    /// <summary>A bound for time (a second or two) and memory (about 100 bytes for each that counts).</summary>
    internal const int MaxEntries = 1_000_000;

    // A state rests on the last connection and its end. What has come in out of order needs some more, and seldom all.
    private const int Few = 8;
    private const int Many = 4096;

    private readonly long _judgedTo = Math.Min(checkpoint?.Position ?? long.MaxValue, journal.RestoredPosition);
    private readonly Dictionary<RegisteredThing, MissedNews> _missed = [];
    private Dictionary<long, RegisteredThing>? _things;

    /// <summary>Gets the moment up to which everything was judged.</summary>
    internal long JudgedUntilMs { get; private set; } = checkpoint?.UntilMs ?? 0;

    /// <summary>Gets a value indicating whether all events were read that are still in a window.</summary>
    internal bool KnowsWindows { get; private set; } = true;

    private bool HearsEvents => plan.HeardMetrics.Length > 0;

    /// <summary>Reads.</summary>
    /// <param name="alarmed">The things that have alarms.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<Queue<MissedNews>> ReadAsync(IEnumerable<WatchedThing> alarmed, CancellationToken cancellationToken)
    {
        var read = 0;
        await foreach (var entry in journal.ReadJournalAsync(cancellationToken).ConfigureAwait(false))
        {
            if (entry.Position > journal.RestoredPosition) continue;
            var wasJudged = entry.Position <= _judgedTo;
            if (wasJudged && JudgedUntilMs == 0) JudgedUntilMs = entry.ReceivedAtMs;
            if (wasJudged && (!HearsEvents || entry.ReceivedAtMs < JudgedUntilMs - plan.ReachMs)) break;
            if (++read > MaxEntries)
            {
                KnowsWindows = false;
                break;
            }

            Take(entry, wasJudged);
        }

        foreach (var missed in _missed.Values)
        {
            if (missed.MayEndOutage) missed.Outages = await ReadOutagesAsync(missed, Few, cancellationToken).ConfigureAwait(false);
        }

        // Their news go on from the record of now, and what they count is known even if there is nothing to count.
        foreach (var watched in alarmed) Of(watched.Thing);
        return new Queue<MissedNews>(_missed.Values);
    }

    private void Take(in JournalEntry entry, bool wasJudged)
    {
        _things ??= AllThings();
        if (!_things.TryGetValue(entry.ThingKey, out var thing)) return;
        if (!wasJudged && MayEndOutage(entry)) Of(thing).MayEndOutage = true;
        if (HearsEvents && plan.MetricsOf(entry.Event, entry.Rule) is var metrics && metrics != 0 && plan.Hears(thing))
        {
            Of(thing).Events.Add(new HeardEvent(entry.Event.TimestampMs, entry.ReceivedAtMs, metrics, entry.Event.SourceIp, wasJudged));
        }
    }

    // The end of the connection that is known begins an outage at most, and changes the record, which is looked at anyway.
    private static bool MayEndOutage(in JournalEntry entry) =>
        entry.Rule.IsPartOfState() && !(entry.Event.Kind == LifecycleEventKind.Disconnected && entry.Rule is OrderRule.EndOfKnown or OrderRule.BetterEnd or OrderRule.KnownEnd);

    private async Task<IReadOnlyList<Outage>> ReadOutagesAsync(MissedNews missed, int enough, CancellationToken cancellationToken)
    {
        List<LifecycleEvent> before = [], since = [];
        await foreach (var entry in journal.ReadEventsAsync(missed.Thing, cancellationToken).ConfigureAwait(false))
        {
            if (!entry.Rule.IsPartOfState() || entry.Position > journal.RestoredPosition) continue;
            if (entry.Position > _judgedTo) since.Add(entry.Event);
            else before.Add(entry.Event);
            if (before.Count == enough) break;
        }

        before.Reverse();
        since.Reverse();
        var outages = OutagesOf(before, since);
        var last = Outage.Of(missed.Last);
        if (outages[^1] == last) return outages;

        // The record rests on something that is longer ago.
        if (before.Count == enough && enough < Many) return await ReadOutagesAsync(missed, Many, cancellationToken).ConfigureAwait(false);
        outages.Add(last);
        return outages;
    }

    private static List<Outage> OutagesOf(List<LifecycleEvent> before, List<LifecycleEvent> since)
    {
        var activity = ThingConnectivity.None;
        var state = ConnectionOrder.Join(before, ref activity);
        List<Outage> outages = [Outage.Of(state)];
        foreach (var news in since)
        {
            if (news.Kind == LifecycleEventKind.Heartbeat) activity = Math.Max(activity, news.TimestampMs);
            else if (news.Kind is LifecycleEventKind.Connected or LifecycleEventKind.Disconnected) ConnectionOrder.Judge(state, news, activity, out state);
            state = ConnectionOrder.Revoke(state, activity);
            if (Outage.Of(state) is var outage && outage != outages[^1]) outages.Add(outage);
        }

        return outages;
    }

    private MissedNews Of(RegisteredThing thing)
    {
        if (!_missed.TryGetValue(thing, out var missed)) _missed.Add(thing, missed = new MissedNews(thing));
        return missed;
    }

    private Dictionary<long, RegisteredThing> AllThings()
    {
        var things = new Dictionary<long, RegisteredThing>(registry.EndOfPlaces);
        for (var place = 0; place < registry.EndOfPlaces; place++)
        {
            if (registry.ThingAt(place) is { StorageKey: > 0 } thing) things[thing.StorageKey] = thing;
        }

        return things;
    }
}
