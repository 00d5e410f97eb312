namespace IotConnectivity.Detect.Detector;

/// <summary>Something goes wrong while somebody is told: the detector looks at all things again.</summary>
public sealed class DetectorFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly DetectorWorld _world = new();
    private int _faults;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Fault_WhenTheProfileIsDeleted_EveryAlarmEndsAllTheSame(int toldBefore)
    {
        await AwayAsync("a", "b", "c");
        Assert.Equal(3, _world.Active().Count);
        FailAfter(toldBefore);

        Assert.True(_world.Profiles.TryDelete("p", null, out _));
        LookUntilDone();

        Assert.Equal(1, _faults);
        Assert.Empty(_world.Active());
        Assert.Equal(["a AlarmInvalidated", "b AlarmInvalidated", "c AlarmInvalidated"], Told());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Fault_WhenThingsComeBack_EveryAlarmEndsAtItsMoment(int toldBefore)
    {
        await AwayAsync("a", "b");
        FailAfter(toldBefore);

        _world.Connect("a");
        _world.Connect("b");
        var at = _world.NowMs;
        LookUntilDone();

        Assert.Equal(1, _faults);
        Assert.Empty(_world.Active());
        Assert.Equal(["a AlarmCleared", "b AlarmCleared"], Told());
        Assert.All(_world.Events, one => Assert.Equal(at, one.Time.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Fault_WhenAWatchedThingIsInAlarmAgain_IsToldOnce()
    {
        await AwayAsync("a");
        _world.Connect("a");
        _world.Disconnect("a");
        _world.Look();
        _world.Events.Clear();
        _world.Watch("q", DetectorWorld.Away("x", 6));
        _world.Advance(4 * Minute);
        FailAfter(0);

        for (var minute = 0; minute < 4; minute++)
        {
            _world.Clock.Advance(Minute);
            LookUntilDone();
        }

        Assert.Equal(1, _faults);
        Assert.Equal(2, _world.Active().Count);
        Assert.Equal(["a InAlarm", "a InAlarm"], Told());
    }

    [Fact]
    public async Task Fault_EventsWereCounted_GoesOnCounting()
    {
        await _world.OpenAsync();
        _world.Create("a");
        _world.Watch("p", new Behavior("x")
        {
            Metric = DetectMetrics.NumDisconnects,
            Criteria = new BehaviorCriteria { ComparisonOperator = "less-than", Value = MetricValue.OfCount(2), DurationSeconds = 300 },
        });
        FailAfter(0);
        Flap();
        Flap();
        var at = _world.NowMs;
        _world.Clock.Advance(TimeSpan.FromSeconds(5));
        LookUntilDone();

        Assert.Equal(1, _faults);
        Assert.Equal(at, Assert.Single(_world.Events).Time.ToUnixTimeMilliseconds());
        Assert.Equal(2UL, Assert.Single(_world.Active()).LastValue.Count);

        void Flap()
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            _world.Connect("a");
            _world.Disconnect("a");
            LookUntilDone();
        }
    }

    [Fact]
    public async Task Fault_OfOneThingForEver_LeavesTheOthersAlone()
    {
        await AwayAsync("a", "b", "c");
        _world.Telling = static one => Assert.NotEqual("a", one.ThingName);

        Assert.True(_world.Profiles.TryDelete("p", null, out _));
        for (var look = 0; look < 10; look++) LookOnce();

        Assert.Equal(["b AlarmInvalidated", "c AlarmInvalidated"], Told());
    }

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task AwayAsync(params string[] things)
    {
        await _world.OpenAsync();
        _world.Create(things);
        _world.Watch("p", DetectorWorld.Away("x", 5));
        foreach (var thing in things)
        {
            _world.Connect(thing);
            _world.Disconnect(thing);
        }

        _world.Advance(6 * Minute);
        _world.Events.Clear();
    }

    private void FailAfter(int told) => _world.Telling = _ =>
    {
        if (told-- != 0) return;
        _faults++;
        throw new InvalidOperationException("once");
    };

    private void LookUntilDone()
    {
        while (LookOnce())
        {
            // Until there is nothing more.
        }
    }

    // As the detector's thread does.
    private bool LookOnce()
    {
        try
        {
            return _world.Detector.Look();
        }
        catch (Exception)
        {
            _world.Detector.LookAgain();
            return true;
        }
    }

    private string[] Told() => [.. _world.Events.Select(static one => $"{one.ThingName} {one.Type}").Order(StringComparer.Ordinal)];
}
