namespace IotConnectivity.Timing;

public class TimingWheelTests
{
    private readonly TimingWheel _wheel = new();
    private readonly TestTimeout _first = new(1);
    private readonly TestTimeout _second = new(2);
    private RecordingHandler _handler = RecordingHandler.Done();

    [Fact]
    public void Constructor_NegativeStart_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>("startTick", () => new TimingWheel(-1));

    [Fact]
    public void Constructor_LargestStart_DeliversWhatIsDue()
    {
        var wheel = new TimingWheel(long.MaxValue);
        wheel.Schedule(_first, long.MaxValue);

        wheel.Advance(long.MaxValue, ref _handler);

        Assert.Equal([(1, long.MaxValue)], _handler.Delivered);
    }

    [Fact]
    public void Advance_NothingArmed_MovesNow()
    {
        _wheel.Advance(long.MaxValue, ref _handler);

        Assert.Equal(long.MaxValue, _wheel.Now);
        Assert.Empty(_handler.Delivered);
        Assert.Null(_wheel.NextDueTick);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(4_097)]
    [InlineData(262_143)]
    [InlineData(262_144)]
    [InlineData(1L << 54)]
    [InlineData((1L << 60) - 1)]
    [InlineData(1L << 60)]
    [InlineData(long.MaxValue)]
    public void Advance_OneTickShortThenToIt_DeliversOnlyThen(long dueTick)
    {
        _wheel.Schedule(_first, dueTick);

        _wheel.Advance(dueTick - 1, ref _handler);
        Assert.Empty(_handler.Delivered);
        Assert.True(_first.IsArmed);
        Assert.Equal(1, _wheel.Count);

        _wheel.Advance(dueTick, ref _handler);
        Assert.Equal([(1, dueTick)], _handler.Delivered);
        Assert.False(_first.IsArmed);
        Assert.Equal(0, _wheel.Count);
        Assert.Equal(dueTick, _first.DueTick);
    }

    [Fact]
    public void Advance_BackInTime_LeavesNowAndDeliversWhatWaits()
    {
        _wheel.Advance(100, ref _handler);
        _wheel.Schedule(_first, 40);
        _wheel.Schedule(_second, 101);

        _wheel.Advance(50, ref _handler);

        Assert.Equal(100, _wheel.Now);
        Assert.Equal([(1, 100)], _handler.Delivered);
    }

    [Fact]
    public void Advance_OverLaps_DeliversInDueOrderThenInOrderOfArming()
    {
        long[] due = [70_000, 5, 4_200, 5, 64, 70_000, 3, 4_200];
        for (var id = 0; id < due.Length; id++) _wheel.Schedule(new TestTimeout(id), due[id]);

        _wheel.Advance(100_000, ref _handler);

        Assert.Equal([(6, 3), (1, 5), (3, 5), (4, 64), (2, 4_200), (7, 4_200), (0, 70_000), (5, 70_000)], _handler.Delivered);
        Assert.Equal(100_000, _wheel.Now);
    }

    [Fact]
    public void Advance_ArmedEarlyAndLateForOneTick_DeliversInOrderOfArming()
    {
        _wheel.Schedule(_first, 5_000);
        _wheel.Advance(4_990, ref _handler);
        _wheel.Schedule(_second, 5_000);

        _wheel.Advance(5_000, ref _handler);

        Assert.Equal([(1, 5_000), (2, 5_000)], _handler.Delivered);
    }

    [Fact]
    public void Schedule_SameTickAgain_MovesBehindTheOthersOfTheTick()
    {
        _wheel.Schedule(_first, 10);
        _wheel.Schedule(_second, 10);
        _wheel.Schedule(_first, 10);

        _wheel.Advance(10, ref _handler);

        Assert.Equal([(2, 10), (1, 10)], _handler.Delivered);
    }

    [Fact]
    public void Schedule_ArmedTimeout_Moves()
    {
        _wheel.Schedule(_first, 10);
        _wheel.Schedule(_first, 10_000);
        Assert.Equal(1, _wheel.Count);

        _wheel.Advance(9_999, ref _handler);
        Assert.Empty(_handler.Delivered);

        _wheel.Advance(10_000, ref _handler);
        Assert.Equal([(1, 10_000)], _handler.Delivered);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(100)]
    public void Schedule_NotAfterNow_WaitsForTheNextAdvance(long dueTick)
    {
        _wheel.Advance(100, ref _handler);

        _wheel.Schedule(_first, dueTick);
        Assert.Equal(100, _wheel.NextDueTick);

        _wheel.Advance(100, ref _handler);
        Assert.Equal([(1, 100)], _handler.Delivered);
        Assert.Equal(dueTick, _first.DueTick);
        Assert.Null(_wheel.NextDueTick);
    }

    [Fact]
    public void Schedule_SeveralNotAfterNow_AreDeliveredInOrderOfArming()
    {
        _wheel.Advance(100, ref _handler);
        _wheel.Schedule(_first, 50);
        _wheel.Schedule(_second, 20);

        _wheel.Advance(101, ref _handler);

        Assert.Equal([(1, 100), (2, 100)], _handler.Delivered);
    }

    [Fact]
    public void Cancel_ArmedTwice_SaysSoOnce()
    {
        _wheel.Schedule(_first, 10);

        Assert.True(_wheel.Cancel(_first));
        Assert.False(_wheel.Cancel(_first));

        Assert.Equal(0, _wheel.Count);
        Assert.Null(_wheel.NextDueTick);
        _wheel.Advance(10, ref _handler);
        Assert.Empty(_handler.Delivered);
    }

    [Fact]
    public void Cancel_NeverArmed_ReturnsFalse()
    {
        Assert.False(_wheel.Cancel(_first));
        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public void Cancel_OneOfASlot_LeavesTheOthers()
    {
        var third = new TestTimeout(3);
        _wheel.Schedule(_first, 10);
        _wheel.Schedule(_second, 10);
        _wheel.Schedule(third, 10);

        _ = _wheel.Cancel(_second);

        WheelIntegrity.Check(_wheel);
        _wheel.Advance(10, ref _handler);
        Assert.Equal([(1, 10), (3, 10)], _handler.Delivered);
    }

    [Theory]
    [InlineData(0, 63, 63)]
    [InlineData(0, 64, 64)]
    [InlineData(0, 127, 64)]
    [InlineData(60, 70, 64)]
    [InlineData(64, 70, 70)]
    [InlineData(0, 4_095, 4_032)]
    [InlineData(0, 8_191, 4_096)]
    [InlineData(0, long.MaxValue, 7L << 60)]
    public void NextDueTick_OneArmed_IsTheTickInThisLapAndTheSlotStartBeyond(long now, long dueTick, long expected)
    {
        _wheel.Advance(now, ref _handler);

        _wheel.Schedule(_first, dueTick);

        Assert.Equal(expected, _wheel.NextDueTick);
    }

    [Fact]
    public void Advance_JumpOverManyTicks_TouchesOnlyOccupiedSlots()
    {
        _wheel.Schedule(_first, 1L << 50);

        for (var step = 1; step <= 1_000; step++) _wheel.Advance(step * (1L << 51), ref _handler);

        Assert.Equal([(1, 1L << 50)], _handler.Delivered);
        Assert.Equal(1, WheelIntegrity.CountSlots(_wheel));
    }

    [Fact]
    public void Schedule_SlotInUseBefore_AllocatesNothing()
    {
        _wheel.Schedule(_first, 10);
        _ = _wheel.Cancel(_first);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
        {
            _wheel.Schedule(_first, 10);
            _ = _wheel.Cancel(_first);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void WheelTimeout_ObjectThatDerives_Is24BytesLarger()
    {
        const int Objects = 1_000;
        var kept = new object[Objects];
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < Objects; i++) kept[i] = new Bare();

        var objectHeader = 2 * IntPtr.Size;
        Assert.Equal(Objects * (objectHeader + 24L), GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.All(kept, Assert.NotNull);
    }

    private sealed class Bare : WheelTimeout;
}
