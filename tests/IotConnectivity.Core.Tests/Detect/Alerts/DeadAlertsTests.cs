using IotConnectivity.Detect.Violations;
using IotConnectivity.Journal;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Alerts;

public class DeadAlertsTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly TestTarget _target = new() { Before = TestTarget.Fail("the webhook answered 500") };

    [Fact]
    public async Task Deliver_FailsForTooLong_IsDeadWithItsEnd()
    {
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        world.Raise("pump-1", 1);
        world.Clear("pump-1", 1);

        await DieAsync(world, 2);
        var dead = await world.ListDeadAsync();

        Assert.Equal([ViolationEventType.InAlarm, ViolationEventType.AlarmCleared], dead.Select(static alert => alert.Alert.Event.Type));
        Assert.All(dead, static alert => Assert.Equal("the webhook answered 500", alert.Error));
        Assert.All(dead, alert => Assert.InRange(alert.DeadAt!.Value - alert.QueuedAt, 4 * Hour, 6 * Hour));
        Assert.Equal((0, 2), (world.Outbox.PendingCount, world.Outbox.DeadCount));
        Assert.Empty(await world.ListPendingAsync());
    }

    [Fact]
    public async Task Deliver_EndOfADeadAlarm_IsDeadToo()
    {
        var store = new InMemoryConnectivityStore();
        await using (var world = await AlertWorld.StartAsync(store, new AlertOptions(), [(AlertWorld.Topic, _target)]))
        {
            world.Raise("pump-1", 1);
            await DieAsync(world, 1);
        }

        var target = new TestTarget();
        await using var next = await AlertWorld.StartAsync(store, new AlertOptions(), [(AlertWorld.Topic, target)]);
        next.Clear("pump-1", 1);
        next.Raise("pump-1", 2);
        var delivered = await target.NextAsync();
        await next.FlushAsync();

        Assert.Equal(AlertWorld.Id(2), delivered.Event.ViolationId);
        Assert.Equal(["the webhook answered 500", "its alarm is dead"], (await next.ListDeadAsync()).Select(static alert => alert.Error));
    }

    [Fact]
    public async Task Redrive_DeadAlarmAndEnd_DeliversBothInOrder()
    {
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        world.Raise("pump-1", 1);
        world.Clear("pump-1", 1);
        await DieAsync(world, 2);

        _target.Before = static (_, _) => Task.CompletedTask;
        var count = await world.Outbox.RedriveAsync(AlertWorld.Id(1), TestContext.Current.CancellationToken);
        var delivered = await world.PassUntilAsync(_target.NextAsync(2), TimeSpan.FromSeconds(1));

        Assert.Equal(2, count);
        Assert.Equal([ViolationEventType.InAlarm, ViolationEventType.AlarmCleared], delivered.Select(static alert => alert.Event.Type));
        Assert.Equal(0, world.Outbox.DeadCount);
        Assert.Empty(await world.ListDeadAsync());
    }

    [Fact]
    public async Task Redrive_WhatFailsAgain_HasItsWholeTimeOnceMore()
    {
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        world.Raise("pump-1", 1);
        await DieAsync(world, 1);
        var tries = _target.Tries;

        await world.Outbox.RedriveAsync(AlertWorld.Id(1), TestContext.Current.CancellationToken);
        await world.PassUntilAsync(TriedAgainAsync(), TimeSpan.FromSeconds(1));

        Assert.Equal((1, 0), (world.Outbox.PendingCount, world.Outbox.DeadCount));

        async Task<bool> TriedAgainAsync()
        {
            while (_target.Tries < tries + 3) await Task.Delay(1, TestContext.Current.CancellationToken);
            return true;
        }
    }

    [Fact]
    public async Task Delete_DeadAlarmWhoseEndIsToCome_DropsTheEnd()
    {
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        world.Raise("pump-1", 1);
        await DieAsync(world, 1);

        var count = await world.Outbox.DeleteDeadAsync(AlertWorld.Id(1), TestContext.Current.CancellationToken);
        _target.Before = static (_, _) => Task.CompletedTask;
        world.Clear("pump-1", 1);
        world.Raise("pump-1", 2);
        var delivered = await world.PassUntilAsync(_target.NextAsync(), TimeSpan.FromSeconds(30));
        await world.FlushAsync();

        Assert.Equal(1, count);
        Assert.Equal(AlertWorld.Id(2), delivered.Event.ViolationId);
        Assert.Empty(await world.ListDeadAsync());
        Assert.Equal(0, await world.Outbox.DeleteDeadAsync(AlertWorld.Id(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Delete_DeadAlarmWhoseEndHasNoTopic_LeavesNothingInTheStore()
    {
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));
        world.Raise("pump-1", 1);
        await DieAsync(world, 1);
        await world.Outbox.DeleteDeadAsync(AlertWorld.Id(1), TestContext.Current.CancellationToken);
        var before = await DroppedAsync(world);

        world.Clear("pump-1", 1, topic: null);
        await world.FlushAsync();

        Assert.Equal([AlertWorld.Id(1)], before);
        Assert.Empty(await DroppedAsync(world));
    }

    [Fact]
    public async Task Start_DeletedAlarmsOfEarlier_KeepsThoseWhoseEndIsToCome()
    {
        var store = new InMemoryConnectivityStore();
        _target.Before = static (alert, cancellationToken) => alert.Event.Type == ViolationEventType.InAlarm ? throw new AlertRefusedException("too long") : TestTarget.Hang()(alert, cancellationToken);
        await using (var world = await AlertWorld.StartAsync(store, new AlertOptions(), [(AlertWorld.Topic, _target)]))
        {
            for (var i = 1; i <= 3; i++) world.Raise($"pump-{i}", i);
            await DieAsync(world, 3, TimeSpan.Zero);

            // The first is over without an alert before its alarm is deleted, the second goes on, the end of the third was committed just before a kill.
            world.Clear("pump-1", 1, topic: null);
            await world.FlushAsync();
            for (var i = 1; i <= 3; i++) await world.Outbox.DeleteDeadAsync(AlertWorld.Id(i), TestContext.Current.CancellationToken);
        }

        var told = new ViolationEvent(AlertWorld.Id(3), "pump-3", "OfflineWatch", AlertWorld.Offline, ViolationEventType.AlarmCleared, DateTimeOffset.UnixEpoch);
        await store.CommitAsync(new StoreBatch { Records = [PendingAlert.ToRecord(new AlertDocument(0, 0, AlertWorld.OtherTopic, told), 9)] }, TestContext.Current.CancellationToken);
        await using var next = await AlertWorld.OpenAsync(store, new AlertOptions(), []);
        var before = await DroppedAsync(next);
        await next.Outbox.StartAsync(TestContext.Current.CancellationToken);
        await next.Outbox.ForgetDroppedAsync(static id => id == AlertWorld.Id(2), TestContext.Current.CancellationToken);
        await next.FlushAsync();

        Assert.Equal(3, before.Count);
        Assert.DoesNotContain(AlertWorld.Id(1), await DroppedAsync(next));
        Assert.Contains(AlertWorld.Id(2), await DroppedAsync(next));
        await next.PassUntilAsync(() => next.Outbox.PendingCount == 0, TimeSpan.Zero);
        Assert.Empty(await next.ListDeadAsync());
    }

    [Fact]
    public async Task Deliver_Refused_IsDeadAtOnceAndTheTopicGoesOn()
    {
        _target.Before = static (alert, _) => alert.Event.ThingName == "pump-0" ? throw new AlertRefusedException("too long") : Task.CompletedTask;
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, _target));

        for (var i = 1; i <= 20; i++) world.Raise("pump-0", i);
        world.Raise("pump-1", 30);
        await _target.NextAsync();
        await DieAsync(world, 20, TimeSpan.Zero);

        Assert.Equal(20, world.Outbox.DeadCount);
        Assert.Equal(20, world.Recorder.Sum("iot.connectivity.alerts", ("outcome", "dead")));
    }

    [Fact]
    public async Task Redrive_WhileTheFirstPageIsRead_IsDeliveredBeforeWhatCameLater()
    {
        var store = await DeadAndPendingAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.AfterRead = query => query is { Collection: PendingAlert.Collection, Owner: not null } ? gate.Task : Task.CompletedTask;
        var target = new TestTarget();
        await using var world = await AlertWorld.StartAsync(store, new AlertOptions { Concurrency = 1 }, [(AlertWorld.Topic, target)]);

        await world.Outbox.RedriveAsync(AlertWorld.Id(1), TestContext.Current.CancellationToken);
        gate.SetResult();
        var delivered = await target.NextAsync(2);

        Assert.Equal([AlertWorld.Id(1), AlertWorld.Id(2)], delivered.Select(static alert => alert.Event.ViolationId));
        await world.PassUntilAsync(() => world.Outbox.PendingCount == 0, TimeSpan.Zero);
    }

    [Fact]
    public async Task Redrive_CommittedAndReadBeforeItIsTold_IsDeliveredOnce()
    {
        var store = await DeadAndPendingAsync();
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var telling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeRead = query => query is { Collection: PendingAlert.Collection, Owner: not null } ? reading.Task : Task.CompletedTask;
        store.AfterRead = query =>
        {
            if (query is { Collection: PendingAlert.Collection, Owner: not null }) isRead.TrySetResult();
            return Task.CompletedTask;
        };
        store.AfterCommit = batch =>
        {
            if (batch.Records.Count == 0) return Task.CompletedTask;
            committed.TrySetResult();
            return telling.Task;
        };
        var target = new TestTarget();
        await using var world = await AlertWorld.StartAsync(store, new AlertOptions { Concurrency = 1 }, [(AlertWorld.Topic, target)]);

        var redriving = world.Outbox.RedriveAsync(AlertWorld.Id(1), TestContext.Current.CancellationToken);
        await committed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        reading.SetResult();
        await isRead.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        telling.SetResult();
        var delivered = await target.NextAsync(2);
        await redriving;
        world.Raise("pump-3", 3);
        var later = await target.NextAsync();

        Assert.Equal([AlertWorld.Id(1), AlertWorld.Id(2), AlertWorld.Id(3)], [.. delivered.Select(static alert => alert.Event.ViolationId), later.Event.ViolationId]);
        await world.PassUntilAsync(() => world.Outbox.PendingCount == 0, TimeSpan.Zero);
    }

    [Fact]
    public async Task Redrive_BeforeTheStartIsOver_WaitsForIt()
    {
        var store = await DeadAndPendingAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeRead = query => query.Collection == WaitState.Collection ? gate.Task : Task.CompletedTask;
        var target = new TestTarget();
        await using var world = await AlertWorld.OpenAsync(store, new AlertOptions { Concurrency = 1 }, [(AlertWorld.Topic, target)]);

        var starting = world.Outbox.StartAsync(TestContext.Current.CancellationToken);
        var redriving = world.Outbox.RedriveAsync(AlertWorld.Id(1), TestContext.Current.CancellationToken);
        await world.FlushAsync();
        gate.SetResult();
        await starting;
        var delivered = await target.NextAsync(2);

        Assert.Equal(1, await redriving);
        Assert.Equal([AlertWorld.Id(1), AlertWorld.Id(2)], delivered.Select(static alert => alert.Event.ViolationId).Order());
        await world.PassUntilAsync(() => world.Outbox.PendingCount == 0, TimeSpan.Zero);
    }

    private static async Task<List<string?>> DroppedAsync(AlertWorld world) =>
        [.. (await world.Journal.ReadRecordsAsync(new RecordQuery { Collection = "alert-dropped" }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)).Select(static record => record.Owner)];

    /// <summary>Makes a store with a dead alarm of a thing, and a later one of the same thing that waits.</summary>
    private static async Task<ScriptedStore> DeadAndPendingAsync()
    {
        var store = new ScriptedStore();
        var target = new TestTarget
        {
            Before = static (alert, cancellationToken) => alert.Event.ViolationId == AlertWorld.Id(1) ? throw new AlertRefusedException("too long") : TestTarget.Hang()(alert, cancellationToken),
        };
        await using var world = await AlertWorld.StartAsync(store, new AlertOptions(), [(AlertWorld.Topic, target)]);
        world.Raise("pump-1", 1);
        await DieAsync(world, 1, TimeSpan.Zero);
        world.Raise("pump-1", 2);
        await world.FlushAsync();
        return store;
    }

    private static async Task DieAsync(AlertWorld world, int count, TimeSpan? step = null)
    {
        await world.FlushAsync();
        await world.PassUntilAsync(DeadAsync(), step ?? Hour);

        async Task<bool> DeadAsync()
        {
            while (world.Outbox.DeadCount < count) await Task.Delay(1, TestContext.Current.CancellationToken);
            await world.FlushAsync();
            return true;
        }
    }
}
