using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Detector;

/// <summary>The process is killed when events are stored and nothing of what should come of them is.</summary>
public sealed class DetectorReplayTests : IAsyncDisposable
{
    private const long Minute = 60_000;

    private readonly InMemoryConnectivityStore _store = new(1000);
    private DetectorWorld _world = null!;

    [Fact]
    public async Task Kill_OutageWasOverWhenItBecameKnown_IsToldAfterTheStart()
    {
        await BeginAsync();
        Replay("pump", (-60, -50), (-30, -10));
        await RestartAsync();

        Assert.Equal(
            ["InAlarm -3300 5", "AlarmCleared -3000 0", "InAlarm -1500 5", "AlarmCleared -600 0"],
            Told());
    }

    [Fact]
    public async Task Kill_AgainAndAgain_TellsOnce()
    {
        await BeginAsync();
        Replay("pump", (-60, -50));
        await RestartAsync();
        Assert.Equal(2, _world.Events.Count);

        // No checkpoint came after it.
        await RestartAsync();
        await RestartAsync();

        Assert.Empty(_world.Events);
    }

    [Fact]
    public async Task Kill_AlarmStoredAndItsEndNot_TellsTheEndOfTheSameViolation()
    {
        await BeginAsync();
        _world.Connect("pump", At(-60));
        _world.Disconnect("pump", At(-40));
        _world.Look();
        var id = Assert.Single(_world.Events).ViolationId;
        await _world.CheckpointAsync();
        _world.Connect("pump", At(-20));
        _world.Disconnect("pump", At(-15));
        _world.Connect("pump", At(-5));
        await RestartAsync();

        Assert.Equal(["AlarmCleared -1200 0", "InAlarm -600 5", "AlarmCleared -300 0"], Told());
        Assert.Equal(id, _world.Events[0].ViolationId);
        Assert.Empty(_world.Active());
    }

    [Fact]
    public async Task Kill_LaterAlarmStoredAfterTheCheckpoint_GoesOn()
    {
        await BeginAsync();
        Replay("pump", (-60, -50));
        _world.Disconnect("pump", At(-30));
        _world.Look();
        Assert.Equal(3, _world.Events.Count);
        var id = Assert.Single(_world.Active()).Id;
        await RestartAsync();

        Assert.Empty(_world.Events);
        Assert.Equal(id, Assert.Single(_world.Active()).Id);
        _world.Connect("pump", At(-10));
        _world.Look();
        Assert.Equal(["AlarmCleared -600 0"], Told());
    }

    [Fact]
    public async Task Kill_OutagesTooShort_RaiseNothing()
    {
        await BeginAsync();
        Replay("pump", (-60, -58), (-55, -51), (-20, -16));
        await RestartAsync();

        Assert.Empty(_world.Events);
        Assert.Equal(0, _world.Detector.WaitingCount);
    }

    [Fact]
    public async Task Kill_ClearingBetweenTwoOutages_GoesOnCounting()
    {
        await BeginAsync(DetectorWorld.Away("5m", 5, toAlarm: 2, toClear: 3));
        _world.Connect("pump", At(-100));
        _world.Disconnect("pump", At(-90));
        _world.Look();
        _world.Connect("pump", At(-70));
        await _world.CheckpointAsync();
        Assert.Equal(["InAlarm -4800 10", "AlarmCleared -3600 0"], Told());
        _world.Disconnect("pump", At(-50));
        _world.Connect("pump", At(-35));
        _world.Disconnect("pump", At(-32));
        _world.Connect("pump", At(-22));
        await RestartAsync();

        // One value at -27 is bad: the count of good ones begins anew.
        Assert.Equal(["InAlarm -2400 10", "AlarmCleared -720 0"], Told());
    }

    [Fact]
    public async Task Start_EventsBeforeTheFirstLook_AreJudged()
    {
        await BeginAsync();
        var clock = _world.Clock;
        await _world.KillAsync();
        _world = new DetectorWorld(store: _store, clock: clock).CountingOnFrom(_world);
        await _world.RestoreAsync();
        Replay("pump", (-60, -50));
        _world.Disconnect("pump", At(-45));
        _world.Connect("pump", At(-44));

        _world.Begin();

        Assert.Equal(["InAlarm -3300 5", "AlarmCleared -3000 0"], Told());
    }

    [Fact]
    public async Task Start_ThingWithAnAlarmComesAndGoesBeforeTheFirstLook_MissesNothing()
    {
        await BeginAsync();
        _world.Disconnect("pump", At(-100));
        _world.Look();
        await _world.CheckpointAsync();
        var clock = _world.Clock;
        await _world.KillAsync();
        _world = new DetectorWorld(store: _store, clock: clock).CountingOnFrom(_world);
        await _world.RestoreAsync();
        _world.Connect("pump", At(-90));
        Replay("pump", (-60, -50));

        _world.Begin();

        Assert.Equal(["AlarmCleared -5400 0", "InAlarm -3300 5", "AlarmCleared -3000 0"], Told());
    }

    [Fact]
    public async Task Start_NobodyHasNotedHowFarItWas_JudgesNothingAgain()
    {
        await BeginAsync();
        Replay("pump", (-60, -50));
        await _store.CommitAsync(new StoreBatch { DeletedSettings = [DetectorCheckpoint.Setting] }, TestContext.Current.CancellationToken);
        await RestartAsync();
        Assert.Empty(_world.Events);

        // From then on it is noted.
        Replay("pump", (-40, -30));
        await RestartAsync();
        Assert.Equal(["InAlarm -2100 5", "AlarmCleared -1800 0"], Told());
    }

    [Fact]
    public async Task Restart_EventsInTheWindow_AreCountedOn()
    {
        await BeginAsync(Counted(3, 600));
        Flap("pump", 2);
        await RestartAsync();
        Flap("pump", 1);
        _world.Look();
        Assert.Equal(3UL, Assert.Single(_world.Active()).LastValue.Count);
        var began = _world.NowMs;
        await RestartAsync();
        Assert.Empty(_world.Events);
        _world.Advance(TimeSpan.FromMinutes(30));

        // The first of the three leaves, as if nothing had happened.
        Assert.Equal([$"AlarmCleared {((began - At(0)) / 1000) - 2 + 600} 2"], Told());
    }

    [Fact]
    public async Task Kill_EventsWereTooManyBeforeAnybodyLooked_IsToldAfterTheStart()
    {
        await BeginAsync(Counted(3, 600));
        Flap("pump", 2);
        await _world.CheckpointAsync();
        Flap("pump", 2);
        var last = (_world.NowMs - At(0)) / 1000;
        _world.Clock.Advance(TimeSpan.FromHours(2));
        await RestartAsync();
        _world.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([$"InAlarm {last - 1} 3", $"AlarmCleared {last - 2 + 600} 2"], Told());
        await RestartAsync();
        _world.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_world.Events);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _store.DisposeAsync();
    }

    // What is told of happened before that, while the profile was there.
    private async Task BeginAsync(Behavior? behavior = null)
    {
        _world = await new DetectorWorld(store: _store).OpenAsync();
        _world.Create("pump");
        _world.Watch("p", behavior ?? DetectorWorld.Away("5m", 5));
        _world.Clock.Advance(TimeSpan.FromMinutes(200));
        _world.Connect("pump", At(-150));
        _world.Look();
        await _world.CheckpointAsync();
    }

    // In seconds since the moment from which the minutes count.
    private string[] Told() => [.. _world.Events.Select(one => $"{one.Type} {(one.Time.ToUnixTimeMilliseconds() - At(0)) / 1000} {one.Value?.Count}")];

    private long At(int minutes) => _world.StartMs + ((200 + minutes) * Minute);

    private void Replay(string thing, params (int From, int To)[] outages)
    {
        foreach (var (from, to) in outages)
        {
            _world.Disconnect(thing, At(from));
            _world.Connect(thing, At(to));
        }
    }

    private void Flap(string thing, int count)
    {
        for (; count > 0; count--)
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            _world.Disconnect(thing);
            _world.Connect(thing);
        }
    }

    private static Behavior Counted(ulong limit, int seconds) => new("flaps")
    {
        Metric = DetectMetrics.NumDisconnects,
        Criteria = new BehaviorCriteria { ComparisonOperator = "less-than", Value = MetricValue.OfCount(limit), DurationSeconds = seconds },
    };

    private async Task RestartAsync()
    {
        await _world.KillAsync();
        var before = _world;
        _world = await new DetectorWorld(store: _store, clock: before.Clock).CountingOnFrom(before).OpenAsync();
    }
}
