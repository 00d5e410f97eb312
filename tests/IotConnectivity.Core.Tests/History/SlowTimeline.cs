using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;

namespace IotConnectivity.History;

/// <summary>What history must say, the slow way: for every moment an index of its own hears all that is stamped until then, in the order of arrival.</summary>
internal sealed class SlowTimeline
{
    private readonly List<LifecycleEvent> _events;

    internal SlowTimeline(IReadOnlyList<JournalEntry> entries)
    {
        _events = [.. entries.Where(entry => entry.Rule.IsPartOfState()).Select(entry => entry.Event)];
        foreach (var moment in Moments.ToList())
        {
            // An inferred end that gives way at this moment never was.
            for (var before = StateAt(moment - 1); before.HasInferredEnd && GivesWay(before, StateAt(moment)); before = StateAt(moment - 1))
            {
                _events.RemoveAll(news => news.ReasonQuality == ReasonQuality.Inferred && news.TimestampMs == before.EndedAtMs && IsOf(before, news));
            }
        }
    }

    internal IEnumerable<long> Moments => _events.Select(news => news.TimestampMs).Distinct().Order();

    internal ThingConnectivity StateAt(long timestampMs)
    {
        var index = new ConnectivityIndex();
        index.TryAdd(new ThingName(TrueHistory.Client));
        foreach (var news in _events.Where(news => news.TimestampMs <= timestampMs)) index.Apply(news);
        index.TryGet(TrueHistory.Client, out var state);
        return state;
    }

    private static bool GivesWay(ThingConnectivity before, ThingConnectivity after) =>
        after.Connection == before.Connection && after.Number == before.Number && after.Source == before.Source && after.EndBasisMs != before.EndBasisMs;

    private static bool IsOf(ThingConnectivity state, in LifecycleEvent news) =>
        news.Kind == LifecycleEventKind.Disconnected && news.Connection == state.Connection && news.Number == state.Number;
}
