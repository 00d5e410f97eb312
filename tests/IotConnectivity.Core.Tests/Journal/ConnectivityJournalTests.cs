using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

public class ConnectivityJournalTests
{
    private static readonly Teller Aws = Teller.Aws;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApplyAsync_CommitUnderWay_ReturnsOnlyAfterIt()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.FlushAsync();
        var reached = new TaskCompletionSource();
        var gate = journaled.Store.Hold(reached);

        var applied = journaled.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel).AsTask();
        await reached.Task.WaitAsync(Patience, Cancel);

        Assert.False(applied.IsCompleted);
        Assert.True(journaled.StateOf(Teller.Pump).Connected);
        Assert.Empty(journaled.Store.Events);
        gate.SetResult();
        Assert.Equal(ApplyOutcome.Applied, await applied.WaitAsync(Patience, Cancel));
        Assert.Single(journaled.Store.Events);
    }

    [Fact]
    public async Task ApplyAsync_ManyCallersWhileACommitIsUnderWay_ShareTheNext()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        for (var i = 0; i < 64; i++) journaled.Create($"thing-{i}");
        await journaled.FlushAsync();
        var reached = new TaskCompletionSource();
        var gate = journaled.Store.Hold(reached);
        var callers = new List<Task> { journaled.Journal.ApplyAsync(ConnectOf(0), Cancel).AsTask() };
        await reached.Task.WaitAsync(Patience, Cancel);
        for (var i = 1; i < 64; i++) callers.Add(journaled.Journal.ApplyAsync(ConnectOf(i), Cancel).AsTask());

        gate.SetResult();
        await Task.WhenAll(callers).WaitAsync(Patience, Cancel);

        Assert.Equal([1, 63], journaled.Store.Commits.Where(static count => count > 0));

        LifecycleEvent ConnectOf(int thing) => new Teller(LifecycleSource.Aws, $"thing-{thing}").Connect(0, "a", 1);
    }

    [Fact]
    public async Task ApplyAsync_CommitFails_SaysSoAndKeepsTheEvent()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.FlushAsync();
        var mend = journaled.Store.FailUntil();

        var exception = await Assert.ThrowsAsync<StoreException>(() => journaled.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel).AsTask().WaitAsync(Patience, Cancel));

        Assert.Equal(StoreFault.Full, exception.Fault);
        Assert.Equal(StoreFault.Full, journaled.Journal.Fault?.Fault);
        Assert.True(journaled.StateOf(Teller.Pump).Connected);
        mend();
        await journaled.AdvanceUntilAsync(() => journaled.Journal.Fault is null);
        Assert.Single(journaled.Store.Events);
        Assert.Contains(journaled.Logger.Entries, static entry => entry.EventId.Id == Diagnostics.EventIds.JournalFailed);
        Assert.Contains(journaled.Logger.Entries, static entry => entry.EventId.Id == Diagnostics.EventIds.JournalWritable);
    }

    [Fact]
    public async Task ApplyAsync_WhileNothingCanBeWritten_RefusesWithoutApplying()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        journaled.Create("other");
        await journaled.FlushAsync();
        var mend = journaled.Store.FailUntil();
        await Assert.ThrowsAsync<StoreException>(() => journaled.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel).AsTask().WaitAsync(Patience, Cancel));

        await Assert.ThrowsAsync<StoreException>(() => journaled.Journal.ApplyAsync(new Teller(LifecycleSource.Aws, "other").Connect(0, "b", 1), Cancel).AsTask());

        Assert.False(journaled.StateOf("other").Connected);
        mend();
    }

    [Fact]
    public async Task ApplyAsync_RetryThatIsADuplicate_WaitsForTheDisk()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.FlushAsync();
        var mend = journaled.Store.FailUntil();
        var news = Aws.Connect(0, "a", 1);
        await Assert.ThrowsAsync<StoreException>(() => journaled.Journal.ApplyAsync(news, Cancel).AsTask().WaitAsync(Patience, Cancel));

        // Past the refusal at the door, as an event that came in a moment before the fault.
        Assert.Equal(ApplyOutcome.Duplicate, journaled.Index.Apply(news));
        var flushed = journaled.Journal.FlushAsync(Cancel);

        await Assert.ThrowsAsync<StoreException>(async () =>
        {
            journaled.Clock.Advance(TimeSpan.FromSeconds(5));
            await flushed.WaitAsync(Patience, Cancel);
        });
        mend();
        await journaled.AdvanceUntilAsync(() => journaled.Journal.Fault is null);
        Assert.Equal(ApplyOutcome.Duplicate, await journaled.Journal.ApplyAsync(news, Cancel).AsTask().WaitAsync(Patience, Cancel));
        Assert.Equal([OrderRule.FirstNews, OrderRule.KnownConnect, OrderRule.KnownConnect], journaled.Store.Events.Select(static entry => entry.Rule));
    }

    [Fact]
    public async Task Apply_StateSeenBeforeItsEventIsQueued_GoesWithTheEventThatSawIt()
    {
        // A follower before the journal holds the first thread between its swap and the queue.
        var journaled = JournaledIndex.Make();
        using var holder = new HoldingFollower();
        journaled.Index.Follow(holder);
        await journaled.Journal.OpenAsync(Cancel);
        journaled.Create(Teller.Pump);
        await journaled.FlushAsync();
        holder.HoldNext();
        var first = Task.Run(() => journaled.Index.Apply(Aws.Connect(1000, "b", 2)), Cancel);
        await holder.Reached.WaitAsync(Patience, Cancel);

        // Judged by a state that is not in the queue; when this is acknowledged, that state has to be durable.
        var outcome = await journaled.Journal.ApplyAsync(Aws.End(500, "a", 1), Cancel).AsTask().WaitAsync(Patience, Cancel);

        Assert.Equal(ApplyOutcome.Stale, outcome);
        Assert.True(Assert.Single(journaled.Store.Events).StateIsAhead);
        Assert.Equal(2, journaled.Store.StateOf(Teller.Pump).Number);
        holder.Release();
        await first.WaitAsync(Patience, Cancel);
        await journaled.FlushAsync();
        Assert.Equal([true, false], journaled.Store.Events.Select(static entry => entry.StateIsAhead));
        await journaled.DisposeAsync();
    }

    [Fact]
    public async Task Apply_EventsOneAfterTheOther_NoStateIsAhead()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);

        journaled.Index.Apply(Aws.Connect(0, "a", 1));
        journaled.Index.Apply(Aws.Connect(0, "a", 1));
        journaled.Index.Apply(Aws.End(10, "a", 1));
        journaled.Index.Apply(Aws.Connect(20, "b", 2));
        journaled.Index.Apply(Aws.End(5, "a", 1));
        await journaled.FlushAsync();

        Assert.Equal(
            [OrderRule.FirstNews, OrderRule.KnownConnect, OrderRule.EndOfKnown, OrderRule.LaterConnection, OrderRule.EarlierConnection],
            journaled.Store.Events.Select(static entry => entry.Rule));
        Assert.DoesNotContain(journaled.Store.Events, static entry => entry.StateIsAhead);
    }

    [Fact]
    public async Task Apply_QueueIsFull_StateIsStoredAndTheLossIsTold()
    {
        await using var journaled = await JournaledIndex.OpenAsync(options: new JournalOptions { Capacity = 1024 });
        journaled.Create(Teller.Pump);
        journaled.Create("late");
        await journaled.FlushAsync();
        var reached = new TaskCompletionSource();
        var gate = journaled.Store.Hold(reached);
        journaled.Index.Apply(Aws.Connect(0, "first", 1));
        await reached.Task.WaitAsync(Patience, Cancel);
        for (var i = 2; i < 2100; i++) journaled.Index.Apply(Aws.Connect(i, $"session-{i}", i));
        journaled.Index.Apply(new Teller(LifecycleSource.Aws, "late").Connect(7, "x", 1));
        Assert.False(journaled.Journal.HasRoom);
        var room = journaled.Journal.WaitForRoomAsync(Cancel).AsTask();
        Assert.False(room.IsCompleted);

        gate.SetResult();
        await room.WaitAsync(Patience, Cancel);
        await journaled.FlushAsync();

        Assert.Equal(2099, journaled.Store.StateOf(Teller.Pump).Number);
        Assert.Equal(1, journaled.Store.StateOf("late").Number);
        Assert.Contains(journaled.Logger.Entries, static entry => entry.Message == "The journal was full: 51 events are missing from the history of 2 things. Their states are right.");
    }

    [Fact]
    public async Task Registry_CreateUpdateDelete_AreStored()
    {
        await using var journaled = await JournaledIndex.OpenAsync();

        journaled.Create("a");
        journaled.Create("b");
        Assert.True(journaled.Registry.TryUpdate("a", new Registry.ThingUpdate { Attributes = Registry.ThingAttributes.Create([new("site", "north")]) }, out _, out _));
        Assert.True(journaled.Registry.TryDelete("b", null, out _));
        await journaled.FlushAsync();

        var stored = Assert.Single(journaled.Store.Things.Values);
        Assert.Equal(("a", 2L, "north"), (stored.Name, stored.Version, stored.Attributes["site"]));
        Assert.Equal(journaled.Registry.Find("a")!.Id, stored.Id);
    }

    [Fact]
    public async Task Registry_DeletedAndMadeAgainInOneBatch_NewThingIsStored()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel);
        var reached = new TaskCompletionSource();
        var gate = journaled.Store.Hold(reached);
        journaled.Index.Apply(Aws.End(1, "a", 1));
        await reached.Task.WaitAsync(Patience, Cancel);

        Assert.True(journaled.Registry.TryDelete(Teller.Pump, null, out _));
        journaled.Create(Teller.Pump);
        journaled.Index.Apply(Aws.Connect(5, "c", 1));
        gate.SetResult();
        await journaled.FlushAsync();

        Assert.Equal(journaled.Registry.Find(Teller.Pump)!.Id, Assert.Single(journaled.Store.Things.Values).Id);
        Assert.Equal("c", journaled.Store.StateOf(Teller.Pump).Connection.ToString());
        Assert.Single(journaled.Store.Events);
    }

    [Fact]
    public async Task Registry_DeletedBetweenAFailedCommitAndItsRetry_NothingOfTheThingIsWritten()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        var reached = new TaskCompletionSource();
        var gate = journaled.Store.Hold(reached);
        journaled.Create("other");
        await reached.Task.WaitAsync(Patience, Cancel);

        // Both go into one batch, which fails.
        journaled.Create(Teller.Pump);
        journaled.Index.Apply(Aws.Connect(0, "a", 1));
        var refused = new List<(int Things, int Events)>();
        journaled.Store.BeforeCommit = batch =>
        {
            refused.Add((batch.Things.Count, batch.Events.Length));
            throw new StoreException(StoreFault.Full, "the disk is full");
        };
        gate.SetResult();
        await Assert.ThrowsAsync<StoreException>(() => journaled.Journal.FlushAsync(Cancel).WaitAsync(Patience, Cancel));
        Assert.True(journaled.Registry.TryDelete(Teller.Pump, null, out _));

        journaled.Store.BeforeCommit = static _ => Task.CompletedTask;
        await journaled.AdvanceUntilAsync(() => journaled.Journal.Fault is null && journaled.Journal.PendingCount == 0);

        Assert.Equal((1, 1), refused[0]);
        Assert.Equal("other", Assert.Single(journaled.Store.Things.Values).Name);
        Assert.Empty(journaled.Store.Events);
    }

    [Fact]
    public async Task RegisterOnFirstContact_Heartbeat_ThingIsStored()
    {
        await using var journaled = await JournaledIndex.OpenAsync(registerOnFirstContact: true);

        await journaled.Journal.ApplyAsync(Aws.Beat(0), Cancel);

        Assert.Equal(Teller.Pump, Assert.Single(journaled.Store.Things.Values).Name);
        Assert.Empty(journaled.Store.Events);
    }

    [Fact]
    public async Task Heartbeats_OfAMinute_AreStoredAsOneActivity()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel);
        for (var i = 1; i <= 50; i++) journaled.Index.Apply(Aws.Beat(i * Teller.Second));

        await journaled.AdvanceUntilAsync(() => journaled.Store.Activities.Count > 0);

        Assert.Equal(Teller.Start + (50 * Teller.Second), Assert.Single(journaled.Store.Activities).Value);
        Assert.Single(journaled.Store.Events);
    }

    [Fact]
    public async Task IndexingOff_ConnectivityIsDroppedFromTheStore()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel);

        Assert.True(journaled.Indexing.TryChange(static _ => IndexingConfiguration.Off, out _));
        await journaled.FlushAsync();
        Assert.Empty(journaled.Store.Events);
        Assert.Equal(ApplyOutcome.Ignored, await journaled.Journal.ApplyAsync(Aws.Connect(1, "b", 2), Cancel));
        Assert.Empty(journaled.Store.Events);
        Assert.True(journaled.Indexing.TryChange(static _ => IndexingConfiguration.On, out _));
        await journaled.Journal.ApplyAsync(Aws.Connect(2, "c", 3), Cancel);

        Assert.Single(journaled.Store.Events);
        await using var next = await JournaledIndex.OpenAsync(journaled.Store);
        Assert.Equal(IndexingConfiguration.On.CustomFields, next.Indexing.Current.CustomFields);
        Assert.True(next.Indexing.Current.TracksConnectivity);
    }

    [Fact]
    public async Task OpenAsync_StoreOfAnEarlierLife_BringsEverythingBack()
    {
        var store = new ScriptedStore();
        await using (var before = await JournaledIndex.OpenAsync(store))
        {
            before.Create(Teller.Pump);
            before.Create("never");
            await before.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel);
            await before.Journal.ApplyAsync(Aws.End(10, "a", 1), Cancel);
            Assert.True(before.Indexing.TryChange(static now => now with { IncludesSocketInformation = false }, out _));
        }

        await using var after = await JournaledIndex.OpenAsync(store);

        Assert.Equal(2, after.Registry.Count);
        Assert.Equal(Teller.Start + 10, after.StateOf(Teller.Pump).TimestampMs);
        Assert.Equal(DisconnectReason.ConnectionLost, after.StateOf(Teller.Pump).DisconnectReason);
        Assert.False(after.Indexing.Current.IncludesSocketInformation);
        Assert.Equal(ApplyOutcome.Duplicate, await after.Journal.ApplyAsync(Aws.End(10, "a", 1), Cancel));
        after.Create("new");
        await after.FlushAsync();
        Assert.Equal(3, store.Things.Values.Select(static thing => thing.Key).Distinct().Count());
    }

    [Fact]
    public async Task OpenAsync_ThingsRegisteredBefore_AreMergedWithTheStoredOnes()
    {
        var store = new ScriptedStore();
        Guid id;
        await using (var before = await JournaledIndex.OpenAsync(store))
        {
            before.Create(Teller.Pump);
            id = before.Registry.Find(Teller.Pump)!.Id;
            await before.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel);
        }

        await using var after = JournaledIndex.Make(store);
        after.Create(Teller.Pump);
        after.Create("early");
        after.Index.Apply(Aws.End(10, "a", 1));
        await after.Journal.OpenAsync(Cancel);
        await after.FlushAsync();

        Assert.Equal(id, after.Registry.Find(Teller.Pump)!.Id);
        Assert.Equal(Teller.Start + 10, after.StateOf(Teller.Pump).TimestampMs);
        Assert.Equal(2, store.Things.Count);
    }

    [Fact]
    public async Task OpenAsync_StoreFails_WaitersHearTheSame()
    {
        var store = new ScriptedStore();
        store.Settings["indexing"] = "{"u8.ToArray();
        var journaled = JournaledIndex.Make(store);
        var waiting = journaled.Journal.WaitUntilReadyAsync(Cancel);

        var exception = await Assert.ThrowsAsync<StoreException>(() => journaled.Journal.OpenAsync(Cancel));

        Assert.Equal(StoreFault.Damaged, exception.Fault);
        Assert.Same(exception, await Assert.ThrowsAsync<StoreException>(() => waiting.WaitAsync(Patience, Cancel)));
        Assert.False(journaled.Journal.IsReady);
        Assert.False(journaled.Registry.TryCreate(new ThingName("x"), null, null, out _, out var error));
        Assert.Equal(Registry.RegistryErrorCode.NotReady, error.Code);
    }

    [Fact]
    public async Task WaitForRoomAsync_NeverOpened_Throws()
    {
        var journaled = JournaledIndex.Make();

        await Assert.ThrowsAsync<InvalidOperationException>(() => journaled.Journal.WaitForRoomAsync(Cancel).AsTask());
    }

    [Fact]
    public async Task DisposeAsync_EventsWaiting_AreWrittenFirst()
    {
        var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        for (var i = 0; i < 100; i++) journaled.Index.Apply(Aws.Connect(i, $"s{i}", i));
        journaled.Index.Apply(Aws.Beat(200));

        await journaled.DisposeAsync();

        Assert.Equal(100, journaled.Store.Events.Count);
        Assert.Single(journaled.Store.Activities);
        Assert.True(journaled.Store.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => journaled.Journal.WaitForRoomAsync(Cancel).AsTask());
    }

    [Fact]
    public async Task DisposeAsync_NothingCanBeWritten_EndsAndSaysWhatIsLost()
    {
        var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.FlushAsync();
        journaled.Store.FailUntil();
        await Assert.ThrowsAsync<StoreException>(() => journaled.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel).AsTask().WaitAsync(Patience, Cancel));

        await journaled.DisposeAsync().AsTask().WaitAsync(Patience, Cancel);

        Assert.Contains(journaled.Logger.Entries, static entry => entry.EventId.Id == Diagnostics.EventIds.JournalNotWritten);
    }

    /// <summary>Holds the thread of one change after the swap and before the followers that come after this one.</summary>
    private sealed class HoldingFollower : IConnectivityFollower, IDisposable
    {
        private readonly ManualResetEventSlim _gate = new(initialState: true);
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _holds;

        public Task Reached => _reached.Task;

        public void HoldNext()
        {
            _gate.Reset();
            _holds = 1;
        }

        public void Release() => _gate.Set();

        public void Dispose() => _gate.Dispose();

        public void OnChanged(in ConnectivityChange change)
        {
            if (Interlocked.Exchange(ref _holds, 0) == 0) return;
            _reached.SetResult();
            _gate.Wait(Patience);
        }
    }
}
