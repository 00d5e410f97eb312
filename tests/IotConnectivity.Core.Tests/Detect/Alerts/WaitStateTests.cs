using IotConnectivity.Detect.Violations;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Alerts;

public sealed class WaitStateTests : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(2);
    private readonly TestTarget _target = new();
    private readonly InMemoryConnectivityStore _store = new();
    private readonly ManualTimeProvider _clock = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Alarm_OverWithinTheWaitState_IsToldToNobody()
    {
        await using var world = await StartAsync();

        world.Raise("pump-1", 1);
        world.Clock.Advance(Wait - TimeSpan.FromSeconds(1));
        world.Clear("pump-1", 1);
        world.Clock.Advance(Wait * 2);
        await world.FlushAsync();

        Assert.Equal((0, 0, 0), (_target.Tries, world.Outbox.HeldCount, world.Reported.Count));
        Assert.Empty(await HeldAsync(world));
    }

    [Fact]
    public async Task Alarm_StillThereAfterTheWaitState_IsToldThenAndSoIsItsEnd()
    {
        await using var world = await StartAsync();

        world.Raise("pump-1", 1);
        world.Clock.Advance(Wait);
        var alarm = await _target.NextAsync();
        world.Clear("pump-1", 1);
        var isEndTold = _target.Tries > 1;
        world.Clock.Advance(Wait);
        var end = await _target.NextAsync();
        await world.FlushAsync();

        Assert.False(isEndTold);
        Assert.Equal((ViolationEventType.InAlarm, ViolationEventType.AlarmCleared), (alarm.Event.Type, end.Event.Type));
        Assert.Equal(2, world.Reported.Count);
        Assert.Empty(await HeldAsync(world));
    }

    [Fact]
    public async Task Alarm_OfAThingThatFlaps_IsToldOnceAndItsEndHasItsId()
    {
        await using var world = await StartAsync();

        world.Raise("pump-1", 1);
        world.Clock.Advance(Wait);
        for (var i = 2; i <= 10; i++)
        {
            world.Clear("pump-1", i - 1);
            world.Clock.Advance(Wait / 2);
            world.Raise("pump-1", i);
            world.Clock.Advance(Wait * 3);
        }

        world.Clear("pump-1", 10);
        world.Clock.Advance(Wait);
        var told = await _target.NextAsync(2);
        await world.FlushAsync();

        Assert.Equal([(ViolationEventType.InAlarm, AlertWorld.Id(1)), (ViolationEventType.AlarmCleared, AlertWorld.Id(1))], told.Select(static alert => (alert.Event.Type, alert.Event.ViolationId)));
        Assert.Equal(2, _target.Tries);
        Assert.Equal(world.Reported.Select(static told => told.Type), told.Select(static alert => alert.Event.Type));
    }

    [Fact]
    public async Task Start_AlarmHeldBeforeARestart_IsToldWhenItIsDue()
    {
        await using (var world = await StartAsync())
        {
            world.Raise("pump-1", 1);
            world.Clock.Advance(Wait / 2);
        }

        await using var next = await StartAsync();
        var early = _target.Tries;
        next.Clock.Advance(Wait / 2);
        var alert = await _target.NextAsync();

        Assert.Equal(0, early);
        Assert.Equal(AlertWorld.Id(1), alert.Event.ViolationId);
        Assert.Single(next.Reported);
    }

    [Fact]
    public async Task Start_EndOfAnAlarmToldBeforeARestart_HasTheIdOfThatAlarm()
    {
        await using (var world = await StartAsync())
        {
            world.Raise("pump-1", 1);
            world.Clock.Advance(Wait);
            await _target.NextAsync();
            world.Clear("pump-1", 1);
            world.Raise("pump-1", 2);
        }

        await using var next = await StartAsync();
        next.Clear("pump-1", 2);
        next.Clock.Advance(Wait);
        var end = await _target.NextAsync();

        Assert.Equal((ViolationEventType.AlarmCleared, AlertWorld.Id(1)), (end.Event.Type, end.Event.ViolationId));
    }

    [Fact]
    public async Task Start_WithoutWaitState_TellsWhatWasHeld()
    {
        await using (var world = await StartAsync()) world.Raise("pump-1", 1);

        await using var next = await StartAsync(TimeSpan.Zero);
        await next.FlushAsync();
        next.Clock.Advance(TimeSpan.FromSeconds(1));
        var alarm = await _target.NextAsync();
        next.Clear("pump-1", 1);
        next.Clock.Advance(TimeSpan.FromSeconds(1));
        var end = await _target.NextAsync();

        Assert.Equal((ViolationEventType.InAlarm, ViolationEventType.AlarmCleared), (alarm.Event.Type, end.Event.Type));
    }

    [Fact]
    public async Task Release_DetectorHasNotWrittenYet_WaitsUntilItHas()
    {
        await using (var world = await StartAsync())
        {
            world.Raise("pump-1", 1);
            world.Clock.Advance(Wait);
            await _target.NextAsync();
            var end = world.Judge("pump-1", 1, ViolationEventType.AlarmCleared);
            world.Clock.Advance(Wait);
            var isToldEarly = world.Reported.Count > 1;
            world.Journal.Write(end);
            world.Clock.Advance(TimeSpan.Zero);
            var told = await _target.NextAsync();

            Assert.False(isToldEarly);
            Assert.Equal(ViolationEventType.AlarmCleared, told.Event.Type);
        }

        await using var next = await StartAsync();
        next.Raise("pump-1", 2);
        next.Clock.Advance(Wait);
        var later = await _target.NextAsync();

        Assert.Equal((ViolationEventType.InAlarm, AlertWorld.Id(2)), (later.Event.Type, later.Event.ViolationId));
    }

    [Fact]
    public async Task Release_ManyAtOnce_TellsAll()
    {
        await using var world = await StartAsync();
        for (var i = 0; i < 1000; i++) world.Raise($"pump-{i}", i);
        var held = world.Outbox.HeldCount;

        world.Clock.Advance(Wait);
        var told = await _target.NextAsync(1000);

        Assert.Equal((1000, 0), (held, world.Outbox.HeldCount));
        Assert.Equal(1000, told.Select(static alert => alert.Id).Distinct().Count());
    }

    private static async Task<List<StoredRecord>> HeldAsync(AlertWorld world) =>
        await world.Journal.ReadRecordsAsync(new RecordQuery { Collection = WaitState.Collection }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    private Task<AlertWorld> StartAsync(TimeSpan? wait = null) =>
        AlertWorld.StartAsync(_store, new AlertOptions { WaitState = wait ?? Wait }, [(AlertWorld.Topic, _target)], _clock);
}
