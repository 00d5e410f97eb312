using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.History;

/// <summary>A registered thing whose events are stored when history asks for it, as a journal does.</summary>
internal sealed class RecordedThing
{
    internal const long Key = 7;

    private readonly List<JournalEntry> _pending = [];
    private readonly ToldLedger _ledger;
    private int _journaled;

    internal RecordedThing(TimeSpan? retention = null, int maxEvents = int.MaxValue)
    {
        Store = new InMemoryConnectivityStore(maxEvents);
        new ThingRegistry(Index).TryCreate(new ThingName(Teller.Pump), null, null, out _, out _);
        _ledger = new ToldLedger(Index);
        Clock.SetUtcNow(At(0));
        History = new ThingHistory(Index, Store, retention ?? TimeSpan.FromDays(30), Clock, FlushAsync);
    }

    internal static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(Teller.Start + ms);

    internal ConnectivityIndex Index { get; } = new();

    internal InMemoryConnectivityStore Store { get; }

    internal ManualTimeProvider Clock { get; } = new();

    internal ThingHistory History { get; }

    /// <summary>Gets how often history waited for what was heard to be stored.</summary>
    internal int Flushes { get; private set; }

    internal void Hear(params ReadOnlySpan<LifecycleEvent> events)
    {
        foreach (var news in events) Index.Apply(news);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        Flushes++;
        var cell = Index.Find(Teller.Pump)!;
        var things = cell.StorageKey == 0 ? [new StoredThing(Key, cell.Name, Guid.NewGuid(), null, ThingAttributes.Empty, 1)] : Array.Empty<StoredThing>();
        cell.StorageKey = Key;
        _pending.AddRange(_ledger.All.Skip(_journaled).Where(told => told.Cell is not null && told.Rule is not (OrderRule.ActivityNoted or OrderRule.EarlierActivity))
            .Select(told => new JournalEntry { ThingKey = Key, Event = told.News, ReceivedAtMs = Clock.GetUtcNow().ToUnixTimeMilliseconds(), Rule = told.Rule, State = told.State }));
        _journaled = _ledger.All.Count;
        await Store.CommitAsync(new StoreBatch { Things = things, Events = _pending.ToArray() }, cancellationToken);
        _pending.Clear();
    }
}
