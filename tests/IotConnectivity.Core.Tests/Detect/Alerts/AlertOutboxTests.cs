using IotConnectivity.Detect.Violations;
using IotConnectivity.Journal;
using IotConnectivity.Storage;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Detect.Alerts;

public class AlertOutboxTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly TestTarget _target = new();

    [Fact]
    public async Task OnViolation_ProfileWithDestination_IsDelivered()
    {
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));

        world.Raise("pump-1", 1);
        var alert = await _target.NextAsync();

        Assert.Equal((AlertWorld.Topic, AlertWorld.Id(1), "pump-1"), (alert.TopicArn, alert.Event.ViolationId, alert.Event.ThingName));
        Assert.Single(world.Reported);
    }

    [Fact]
    public async Task OnViolation_NotDurableYet_IsNotDelivered()
    {
        var store = new ScriptedStore();
        await using var world = await AlertWorld.StartAsync(store, new AlertOptions(), [(AlertWorld.Topic, _target)]);
        await world.FlushAsync();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = store.Hold(reached);

        world.Raise("pump-1", 1);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var early = _target.Tries;
        gate.SetResult();
        await _target.NextAsync();

        Assert.Equal(0, early);
    }

    [Fact]
    public async Task OnViolation_SuppressedOrWithoutDestination_IsReportedAndNotDelivered()
    {
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));

        world.Raise("pump-1", 1, topic: null);
        world.Tell("pump-2", 2, ViolationEventType.InAlarm, behavior: AlertWorld.Offline with { SuppressAlerts = true });
        world.Raise("pump-3", 3);
        var alert = await _target.NextAsync();

        Assert.Equal("pump-3", alert.Event.ThingName);
        Assert.Equal(1, _target.Tries);
        Assert.Equal([AlertWorld.Id(1), AlertWorld.Id(2), AlertWorld.Id(3)], world.Reported.Select(static told => told.ViolationId));
    }

    [Fact]
    public async Task Deliver_Done_LeavesNothingInTheStore()
    {
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        world.Raise("pump-1", 1);
        world.Clear("pump-1", 1);
        await _target.NextAsync(2);

        await world.PassUntilAsync(NothingPending(), Second);

        Assert.Empty(await world.ListPendingAsync());
        Assert.Equal(2, world.Recorder.Sum("iot.connectivity.alerts", ("outcome", "delivered")));

        async Task<bool> NothingPending()
        {
            while (world.Outbox.PendingCount > 0) await Task.Delay(1, TestContext.Current.CancellationToken);
            await world.FlushAsync();
            return true;
        }
    }

    [Fact]
    public async Task Deliver_OneIsNotAnswered_AnotherThingThatFailedIsTriedAgain()
    {
        var failures = 0;
        _target.Before = (alert, cancellationToken) => alert.Event.ThingName == "slow" ? TestTarget.Hang()(alert, cancellationToken)
            : Interlocked.Increment(ref failures) == 1 ? TestTarget.Fail()(alert, cancellationToken)
            : Task.CompletedTask;
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        world.Raise("slow", 1);
        await _target.NextTryAsync();

        world.Raise("pump-1", 2);
        var alert = await world.PassUntilAsync(_target.NextAsync(), Second);

        Assert.Equal("pump-1", alert.Event.ThingName);
    }

    [Fact]
    public async Task Deliver_Fails_LaterOnesOfTheThingWaitAndOtherThingsGoOn()
    {
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        var failures = 0;
        _target.Before = (alert, _) => alert.Event.ThingName == "pump-1" && failures++ < 3 ? throw new InvalidOperationException("no") : Task.CompletedTask;

        world.Raise("pump-1", 1);
        world.Clear("pump-1", 1);
        world.Raise("pump-2", 2);
        var others = await _target.NextAsync();
        var first = await world.PassUntilAsync(_target.NextAsync(), Second);
        var second = await _target.NextAsync();

        Assert.Equal("pump-2", others.Event.ThingName);
        Assert.Equal([ViolationEventType.InAlarm, ViolationEventType.AlarmCleared], [first.Event.Type, second.Event.Type]);
        Assert.Equal(3, world.Recorder.Sum("iot.connectivity.alerts", ("outcome", "failed")));
    }

    [Fact]
    public async Task Start_AfterAKillDuringDelivery_DeliversAgainWithTheSameIds()
    {
        var store = new InMemoryConnectivityStore();
        _target.Before = TestTarget.Hang();
        Alert before;
        await using (var world = await AlertWorld.StartAsync(store, new AlertOptions(), [(AlertWorld.Topic, _target)]))
        {
            world.Raise("pump-1", 1);
            world.Clear("pump-1", 1);
            before = await _target.NextTryAsync();
            await world.FlushAsync();
        }

        var target = new TestTarget();
        await using var next = await AlertWorld.StartAsync(store, new AlertOptions(), [(AlertWorld.Topic, target)]);
        var after = await target.NextAsync(2);
        next.Raise("pump-1", 2);
        var later = await target.NextAsync();

        Assert.Equal(before.Id, after[0].Id);
        Assert.Equal([AlertWorld.Id(1), AlertWorld.Id(1)], after.Select(static alert => alert.Event.ViolationId));
        Assert.Equal(ViolationEventType.AlarmCleared, after[1].Event.Type);
        Assert.Equal(AlertWorld.Id(2), later.Event.ViolationId);
    }

    [Fact]
    public async Task Deliver_TopicHangs_OtherTopicGoesOnAndMemoryIsBounded()
    {
        const int Count = 25_000;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _target.Before = (_, _) => gate.Task;
        var other = new TestTarget();
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target), (AlertWorld.OtherTopic, other));

        for (var i = 0; i < Count; i++) world.Tell($"pump-{i % 1000}", i / 2000, i % 2000 < 1000 ? ViolationEventType.InAlarm : ViolationEventType.AlarmCleared);
        world.Raise("pump-1", 99, AlertWorld.OtherTopic);
        await other.NextAsync();
        var inMemory = world.Outbox.CountInMemory;
        var pending = world.Outbox.PendingCount;
        gate.SetResult();
        var delivered = await _target.NextAsync(Count);

        Assert.InRange(inMemory, AlertQueue.Window, AlertQueue.Window + 1);
        Assert.InRange(pending, Count, Count + 1);
        Assert.Equal(Count, delivered.Select(static alert => (alert.Event.ThingName, alert.Id)).Distinct().Count());
        Assert.All(delivered.GroupBy(static alert => alert.Event.ThingName), static thing => Assert.Equal(
            thing.OrderBy(static alert => alert.Event.ViolationId).ThenBy(static alert => alert.Event.Type), thing));
    }

    [Fact]
    public async Task Deliver_TopicIsDown_IsTriedOneByOneAndTakesAllWhenItIsBack()
    {
        _target.Before = TestTarget.Fail("connection refused");
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));

        for (var i = 0; i < 200; i++) world.Raise($"pump-{i}", i);
        await world.FlushAsync();
        for (var i = 0; i < 100; i++)
        {
            // Time for many more attempts, if each thing made its own.
            world.Clock.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        var tries = _target.Tries;
        _target.Before = static (_, _) => Task.CompletedTask;
        await world.PassUntilAsync(_target.NextAsync(), TimeSpan.FromSeconds(30));
        var others = await _target.NextAsync(199);

        Assert.InRange(tries, 10, 32 + 101);
        Assert.Equal(199, others.Select(static alert => alert.Id).Distinct().Count());
        Assert.Single(world.Log.Entries, static entry => entry.Level == LogLevel.Warning);
        Assert.Contains(world.Log.Entries, static entry => entry.Message == $"Alerts for `{AlertWorld.Topic}` are delivered again.");
    }

    [Fact]
    public async Task Deliver_TopicIsDownWhileOneIsNotAnswered_IsTriedAndTakesTheOthersWhenItIsBack()
    {
        _target.Before = static (alert, cancellationToken) => (alert.Event.ThingName == "slow" ? TestTarget.Hang() : TestTarget.Fail())(alert, cancellationToken);
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        world.Raise("slow", 1);
        await _target.NextTryAsync();
        for (var i = 0; i < 20; i++) world.Raise($"pump-{i}", i);
        await world.PassUntilAsync(() => world.Recorder.Sum("iot.connectivity.alerts", ("outcome", "failed")) >= 10, TimeSpan.Zero);

        _target.Before = static (_, _) => Task.CompletedTask;

        // Attempts that were under way when the topic came back have failed, and wait for their turn.
        var others = await world.PassUntilAsync(_target.NextAsync(20), Second);

        Assert.Equal(20, others.Select(static alert => alert.Id).Distinct().Count());
        await world.PassUntilAsync(() => world.Outbox.PendingCount == 1, TimeSpan.Zero);
    }

    [Fact]
    public async Task Deliver_LookAtATopicThatIsDownIsNotAnswered_OthersAreMadeWhileThereArePlaces()
    {
        _target.Before = TestTarget.Fail();
        await using var world = await AlertWorld.StartAsync(new InMemoryConnectivityStore(), new AlertOptions { Concurrency = 3 }, [(AlertWorld.Topic, _target)]);
        for (var i = 0; i < 20; i++) world.Raise($"pump-{i}", i);
        await world.PassUntilAsync(() => world.Recorder.Sum("iot.connectivity.alerts", ("outcome", "failed")) >= 10, TimeSpan.Zero);

        var hanging = 0;
        _target.Before = (alert, cancellationToken) =>
        {
            Interlocked.Increment(ref hanging);
            return TestTarget.Hang()(alert, cancellationToken);
        };
        await world.PassUntilAsync(() => Volatile.Read(ref hanging) == 3, Second);
        world.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(3, Volatile.Read(ref hanging));
    }

    [Fact]
    public async Task ListPending_AlertThatFails_SaysHowOftenAndWhy()
    {
        _target.Before = TestTarget.Fail("the webhook answered 500");
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));

        world.Raise("pump-1", 1);
        world.Clear("pump-1", 1);
        await world.PassUntilAsync(_target.NextTryAsync(), Second);
        await world.PassUntilAsync(_target.NextTryAsync(), Second);
        await world.FlushAsync();
        var pending = await world.ListPendingAsync();

        Assert.Equal(2, pending.Count);
        Assert.Equal("the webhook answered 500", pending[0].Error);
        Assert.InRange(pending[0].Failures, 1, 100);
        Assert.Equal((0, null), (pending[1].Failures, pending[1].Error));
        Assert.Equal(world.Outbox.OldestPending, pending[0].QueuedAt);
    }

    [Fact]
    public async Task Dispose_DeliveryGoesOn_WaitsForIt()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isOver = false;
        _target.Before = async (alert, cancellationToken) =>
        {
            await using (cancellationToken.Register(cancelled.SetResult)) await gate.Task;
            isOver = true;
        };
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        world.Raise("pump-1", 1);
        await _target.NextTryAsync();

        var disposing = world.Outbox.DisposeAsync().AsTask();
        await cancelled.Task;
        gate.SetResult();
        await disposing.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(isOver);
    }

    [Fact]
    public async Task Dispose_TargetDoesNotHeedItsToken_WaitsForFiveSecondsAndSaysSo()
    {
        var never = new TaskCompletionSource();
        _target.Before = (_, _) => never.Task;
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        world.Raise("pump-1", 1);
        await _target.NextTryAsync();

        var disposing = world.Outbox.DisposeAsync().AsTask();
        await world.PassUntilAsync(() => disposing.IsCompleted, Second);

        Assert.Single(world.Log.Entries, static entry => entry.Message.StartsWith("Deliveries of alerts that were cancelled have not ended within 00:00:05", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watch_AnyTopic_SeesWhatIsPutIntoTheOutbox()
    {
        _target.Before = TestTarget.Hang();
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        using var watch = world.Outbox.Watch(capacity: 2);

        for (var i = 1; i <= 5; i++) world.Raise("pump-1", i);
        await world.FlushAsync();
        watch.Dispose();
        var seen = await watch.ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([AlertWorld.Id(4), AlertWorld.Id(5)], seen.Select(static alert => alert.Event.ViolationId));
        Assert.Equal(3, watch.Missed);
    }

    [Fact]
    public async Task Observe_AlertsThatWait_AreCounted()
    {
        _target.Before = TestTarget.Hang();
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        world.Raise("pump-1", 1);
        world.Raise("pump-2", 2);
        await world.FlushAsync();

        world.Recorder.Observe();

        Assert.Equal(2, world.Recorder.Last("iot.connectivity.alerts.waiting", ("state", "pending")));
        Assert.Equal(0, world.Recorder.Last("iot.connectivity.alerts.waiting", ("state", "dead")));
    }
}
