namespace IotConnectivity.TestKit;

public class ManualTimeProviderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private readonly List<(string Name, double Second)> _fired = [];

    [Fact]
    public void Advance_NoTimers_MovesBothClocks()
    {
        var start = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromMilliseconds(1_500.1));

        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 1, TimeSpan.Zero).AddMilliseconds(500.1), _time.GetUtcNow());
        Assert.Equal(TimeSpan.FromMilliseconds(1_500.1), _time.GetElapsedTime(start));
        Assert.NotEqual(TimeSpan.TicksPerSecond, _time.TimestampFrequency);
    }

    [Fact]
    public void GetUtcNow_StartGivenInAnotherZone_IsUtc()
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)));

        Assert.Equal(TimeSpan.Zero, time.GetUtcNow().Offset);
        Assert.Equal(10, time.GetUtcNow().Hour);
    }

    [Fact]
    public void SetUtcNow_BackOneYear_LeavesTimestampsAndTimersAlone()
    {
        Arm("once", Second);
        var start = _time.GetTimestamp();
        var wall = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

        _time.SetUtcNow(wall);
        Assert.Equal(wall, _time.GetUtcNow());
        Assert.Equal(start, _time.GetTimestamp());

        _time.Advance(Second);
        Assert.Equal(wall + Second, _time.GetUtcNow());
        Assert.Equal([("once", 1)], _fired);
    }

    [Fact]
    public void Advance_SeveralTimers_FireInDueOrderEachAtItsMoment()
    {
        Arm("late", 3 * Second);
        Arm("early", 1 * Second);
        Arm("early too", 1 * Second);
        Arm("beyond", 5 * Second);

        _time.Advance(4 * Second);

        Assert.Equal([("early", 1), ("early too", 1), ("late", 3)], _fired);
        Assert.Equal(1, _time.ArmedTimers);
        Assert.Equal(Second, _time.NextTimer);
    }

    [Fact]
    public void Advance_OneUnitShort_DoesNotFire()
    {
        Arm("once", Second);

        _time.Advance(Second - TimeSpan.FromTicks(1));
        Assert.Empty(_fired);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal([("once", 1)], _fired);
    }

    [Fact]
    public void Advance_PeriodicTimer_FiresEachPeriod()
    {
        using var timer = Arm("tick", Second, 2 * Second);

        _time.Advance(6 * Second);

        Assert.Equal([("tick", 1), ("tick", 3), ("tick", 5)], _fired);
        Assert.Equal(1, _time.ArmedTimers);
    }

    [Fact]
    public void Advance_PeriodZero_FiresOnce()
    {
        Arm("once", Second, TimeSpan.Zero);

        _time.Advance(10 * Second);

        Assert.Equal([("once", 1)], _fired);
    }

    [Fact]
    public void Advance_TimerArmedByACallback_FiresInTheSameCall()
    {
        using var outer = _time.CreateTimer(_ => Arm("inner", Second), null, Second, Timeout.InfiniteTimeSpan);
        Arm("other", 3 * Second);

        _time.Advance(3 * Second);

        Assert.Equal([("inner", 2), ("other", 3)], _fired);
    }

    [Fact]
    public void Advance_DueNow_FiresAtZero()
    {
        Arm("now", TimeSpan.Zero);
        Assert.Empty(_fired);

        _time.Advance(TimeSpan.Zero);

        Assert.Equal([("now", 0)], _fired);
    }

    [Fact]
    public void Advance_CallbackThrows_ComesOutAndTheRestFiresLater()
    {
        using var broken = _time.CreateTimer(_ => throw new InvalidDataException("broken"), null, Second, Timeout.InfiniteTimeSpan);
        Arm("next", 2 * Second);

        Assert.Equal("broken", Assert.Throws<InvalidDataException>(() => _time.Advance(5 * Second)).Message);
        Assert.Equal(1, _time.GetUtcNow().Second);

        _time.Advance(Second);
        Assert.Equal([("next", 2)], _fired);
    }

    [Fact]
    public void Advance_FromACallback_Throws()
    {
        using var timer = _time.CreateTimer(_ => _time.Advance(Second), null, Second, Timeout.InfiniteTimeSpan);

        Assert.Equal("the clock is being advanced already", Assert.Throws<InvalidOperationException>(() => _time.Advance(Second)).Message);
    }

    [Fact]
    public void Advance_Backwards_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>("by", () => _time.Advance(TimeSpan.FromTicks(-1)));

    [Fact]
    public void Change_ArmedTimer_Moves()
    {
        using var timer = Arm("once", Second);

        Assert.True(timer.Change(3 * Second, Timeout.InfiniteTimeSpan));
        _time.Advance(2 * Second);
        Assert.Empty(_fired);

        _time.Advance(Second);
        Assert.Equal([("once", 3)], _fired);
    }

    [Fact]
    public void Change_ToInfinite_Disarms()
    {
        using var timer = Arm("never", Second);

        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, Second));
        _time.Advance(10 * Second);

        Assert.Empty(_fired);
        Assert.Null(_time.NextTimer);
    }

    [Fact]
    public async Task Change_DisposedTimer_ReturnsFalse()
    {
        var timer = Arm("never", Second);

        await timer.DisposeAsync();

        Assert.False(timer.Change(Second, Second));
        _time.Advance(10 * Second);
        Assert.Empty(_fired);
    }

    [Theory]
    [InlineData(-2, 0, "dueTime")]
    [InlineData(0xFFFF_FFFFL, 0, "dueTime")]
    [InlineData(0, -2, "period")]
    [InlineData(0, 0xFFFF_FFFFL, "period")]
    public void CreateTimer_SpanThatNoTimerTakes_Throws(long dueMs, long periodMs, string name) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            name, () => _time.CreateTimer(_ => { }, null, TimeSpan.FromMilliseconds(dueMs), TimeSpan.FromMilliseconds(periodMs)));

    [Fact]
    public async Task Advance_TaskDelay_Completes()
    {
        var delay = Task.Delay(Second, _time, TestContext.Current.CancellationToken);
        Assert.False(delay.IsCompleted);

        _time.Advance(Second);

        await delay.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private ITimer Arm(string name, TimeSpan dueTime, TimeSpan? period = null)
    {
        var start = new ManualTimeProvider().GetTimestamp();
        return _time.CreateTimer(
            state => _fired.Add(((string)state!, _time.GetElapsedTime(start).TotalSeconds)), name, dueTime, period ?? Timeout.InfiniteTimeSpan);
    }
}
