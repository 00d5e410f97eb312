namespace IotConnectivity.Timing;

/// <summary>What a handler may do to the wheel that calls it.</summary>
public class TimingWheelHandlerTests
{
    private readonly TimingWheel _wheel = new();
    private readonly TestTimeout _first = new(1);
    private readonly TestTimeout _second = new(2);
    private readonly TestTimeout _third = new(3);

    [Fact]
    public void Advance_HandlerAnswersALaterTick_AsksAgainThere()
    {
        long[] deadlines = [130, 300, 300];
        var looks = 0;
        var handler = new RecordingHandler((_, tick) => deadlines[looks++] is var deadline && deadline > tick ? deadline : null);
        _wheel.Schedule(_first, 100);

        _wheel.Advance(1_000, ref handler);

        Assert.Equal([(1, 100), (1, 130), (1, 300)], handler.Delivered);
        Assert.Equal(0, _wheel.Count);
        Assert.Equal(1_000, _wheel.Now);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    public void Advance_HandlerAnswersATickNotAfterThisOne_WaitsForTheNextCall(long again)
    {
        var handler = new RecordingHandler((_, _) => again);
        _wheel.Schedule(_first, 10);

        _wheel.Advance(20, ref handler);
        Assert.Equal([(1, 10)], handler.Delivered);
        Assert.Equal(1, _wheel.Count);

        _wheel.Advance(21, ref handler);
        Assert.Equal([(1, 10), (1, 20)], handler.Delivered);
    }

    [Fact]
    public void Advance_HandlerArmsTheNextTick_DeliversItInTheSameCall()
    {
        var handler = new RecordingHandler((_, tick) => tick < 70 ? tick + 1 : null);
        _wheel.Schedule(_first, 60);

        _wheel.Advance(80, ref handler);

        Assert.Equal(Enumerable.Range(60, 11).Select(tick => (1, (long)tick)), handler.Delivered);
    }

    [Fact]
    public void Advance_HandlerArmsAnotherForThisTick_WaitsForTheNextCall()
    {
        var handler = new RecordingHandler((timeout, tick) =>
        {
            if (timeout.Id == 1) _wheel.Schedule(_second, tick);
            return null;
        });
        _wheel.Schedule(_first, 10);
        _wheel.Schedule(_third, 15);

        _wheel.Advance(20, ref handler);
        Assert.Equal([(1, 10), (3, 15)], handler.Delivered);
        Assert.Equal(20, _wheel.NextDueTick);

        _wheel.Advance(20, ref handler);
        Assert.Equal([(1, 10), (3, 15), (2, 20)], handler.Delivered);
    }

    [Fact]
    public void Advance_HandlerCancelsOneOfThisTick_DoesNotDeliverIt()
    {
        var handler = new RecordingHandler((timeout, _) =>
        {
            if (timeout.Id == 1) Assert.True(_wheel.Cancel(_second));
            return null;
        });
        _wheel.Schedule(_first, 10);
        _wheel.Schedule(_second, 10);
        _wheel.Schedule(_third, 10);

        _wheel.Advance(10, ref handler);

        Assert.Equal([(1, 10), (3, 10)], handler.Delivered);
        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public void Advance_HandlerMovesOneOfThisTick_DeliversItLater()
    {
        var handler = new RecordingHandler((timeout, _) =>
        {
            if (timeout.Id == 1) _wheel.Schedule(_second, 12);
            return null;
        });
        _wheel.Schedule(_first, 10);
        _wheel.Schedule(_second, 10);

        _wheel.Advance(20, ref handler);

        Assert.Equal([(1, 10), (2, 12)], handler.Delivered);
    }

    [Fact]
    public void Advance_HandlerArmsItselfAndAnswersToo_TheAnswerHasTheLastWord()
    {
        var handler = new RecordingHandler((timeout, tick) =>
        {
            if (tick > 10) return null;
            _wheel.Schedule(timeout, 50);
            return 30;
        });
        _wheel.Schedule(_first, 10);

        _wheel.Advance(100, ref handler);

        Assert.Equal([(1, 10), (1, 30)], handler.Delivered);
        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public void OnDue_TimeoutIsDelivered_SeesItDisarmedAndNowAtItsTick()
    {
        var seen = (IsArmed: true, Count: -1, Now: -1L);
        var handler = new RecordingHandler((timeout, _) =>
        {
            seen = (timeout.IsArmed, _wheel.Count, _wheel.Now);
            return null;
        });
        _wheel.Schedule(_first, 100);

        _wheel.Advance(5_000, ref handler);

        Assert.Equal((false, 0, 100), seen);
    }

    [Fact]
    public void Advance_HandlerThrows_KeepsTheOthersAndGoesOnNextTime()
    {
        var handler = new RecordingHandler((timeout, _) => timeout.Id == 1 ? throw new InvalidDataException("broken") : null);
        _wheel.Schedule(_first, 10);
        _wheel.Schedule(_second, 10);
        _wheel.Schedule(_third, 11);

        var error = Assert.Throws<InvalidDataException>(() => _wheel.Advance(20, ref handler));

        Assert.Equal("broken", error.Message);
        Assert.Equal(10, _wheel.Now);
        Assert.Equal(10, _wheel.NextDueTick);
        Assert.Equal(2, _wheel.Count);
        Assert.False(_first.IsArmed);
        WheelIntegrity.Check(_wheel);

        _wheel.Advance(20, ref handler);

        Assert.Equal([(1, 10), (2, 10), (3, 11)], handler.Delivered);
        Assert.Equal(20, _wheel.Now);
    }

    [Fact]
    public void Advance_ThrewBeforeAndArmedSinceForThePast_DeliversTheRestOfTheTickFirst()
    {
        var handler = new RecordingHandler((timeout, _) => timeout.Id == 1 ? throw new InvalidDataException("broken") : null);
        _wheel.Schedule(_first, 10);
        _wheel.Schedule(_second, 10);
        _ = Assert.Throws<InvalidDataException>(() => _wheel.Advance(10, ref handler));
        _wheel.Schedule(_third, 0);

        _wheel.Advance(10, ref handler);

        Assert.Equal([(1, 10), (2, 10), (3, 10)], handler.Delivered);
    }

    [Fact]
    public void Advance_HandlerThrewAfterOneArmedForThePast_DeliversTheRestOfTheTickFirst()
    {
        var early = new TestTimeout(0);
        var handler = new RecordingHandler((timeout, _) =>
        {
            if (timeout.Id == 1) throw new InvalidDataException("broken");
            if (timeout.Id == 0)
            {
                _wheel.Schedule(_third, 0);
                _wheel.Schedule(_second, 10);
            }

            return null;
        });
        _wheel.Schedule(early, 5);
        _wheel.Schedule(_first, 10);
        _ = Assert.Throws<InvalidDataException>(() => _wheel.Advance(10, ref handler));

        _wheel.Advance(10, ref handler);

        Assert.Equal([(0, 5), (1, 10), (2, 10), (3, 10)], handler.Delivered);
    }

    [Fact]
    public void Advance_FromAHandler_Throws()
    {
        var handler = new RecordingHandler((_, tick) =>
        {
            var inner = RecordingHandler.Done();
            _wheel.Advance(tick + 1, ref inner);
            return null;
        });
        _wheel.Schedule(_first, 10);

        var error = Assert.Throws<InvalidOperationException>(() => _wheel.Advance(10, ref handler));

        Assert.Equal("a timeout handler advances the wheel that called it", error.Message);
    }

    [Fact]
    public void Advance_HandlerIsARefStruct_Works()
    {
        Span<int> delivered = stackalloc int[2];
        var handler = new SpanHandler(delivered);
        _wheel.Schedule(_second, 2);
        _wheel.Schedule(_first, 1);

        _wheel.Advance(2, ref handler);

        Assert.Equal([1, 2], delivered.ToArray());
    }

    [Fact]
    public void Advance_SlotsInUseBefore_AllocatesNothing()
    {
        var timeouts = Enumerable.Range(0, 100).Select(id => new TestTimeout(id)).ToArray();
        var handler = new EveryTenTicks();
        foreach (var timeout in timeouts) _wheel.Schedule(timeout, 10);
        _wheel.Advance(5_000, ref handler); // Once round the two levels that are used, so that their slots exist.
        var before = GC.GetAllocatedBytesForCurrentThread();

        _wheel.Advance(8_000, ref handler);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(80_000, handler.Count);
    }

    private ref struct SpanHandler(Span<int> delivered) : ITimeoutHandler
    {
        private readonly Span<int> _delivered = delivered;
        private int _count;

        public long? OnDue(WheelTimeout timeout, long tick)
        {
            _delivered[_count++] = ((TestTimeout)timeout).Id;
            return null;
        }
    }

    private struct EveryTenTicks : ITimeoutHandler
    {
        public int Count { get; private set; }

        public long? OnDue(WheelTimeout timeout, long tick)
        {
            Assert.True(++Count <= 100_000, "delivers without end");
            return tick + 10;
        }
    }
}
