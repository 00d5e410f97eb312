using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Storage;

/// <summary>The entries that a journal has after events arrived at an index in this order, one millisecond after the other.</summary>
internal static class HeardJournal
{
    internal const long Key = 7;

    internal static List<JournalEntry> Of(IEnumerable<LifecycleEvent> arrival, string thingName = TrueHistory.Client)
    {
        var index = new ConnectivityIndex();
        index.TryAdd(new ThingName(thingName));
        var ledger = new ToldLedger(index);
        foreach (var news in arrival) index.Apply(news);
        return
        [
            .. ledger.All
                .Where(told => told.Cell is not null && told.Rule is not (OrderRule.ActivityNoted or OrderRule.EarlierActivity))
                .Select((told, i) => new JournalEntry { ThingKey = Key, Event = told.News, ReceivedAtMs = i, Rule = told.Rule }),
        ];
    }

    internal static ThingConnectivity Join(IEnumerable<JournalEntry> entries)
    {
        var activity = ThingConnectivity.None;
        return ConnectionOrder.Join([.. entries.Where(entry => entry.Rule.IsPartOfState()).Select(entry => entry.Event)], ref activity);
    }
}
