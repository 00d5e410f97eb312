namespace IotConnectivity.TestKit;

/// <summary>A clock that moves only when a test moves it, with timers that fire inside <see cref="Advance"/>.</summary>
/// <remarks>
/// Any thread may read the time and create, change and dispose timers; one thread at a time advances. Callbacks run on the advancing thread, in the order of
/// their due times, those of one moment in the order in which they were armed, and no lock is held. What a callback completes may go on elsewhere: await it.
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    // Eight units in a tick: not TicksPerSecond, so that wrong unit maths fails, and a power of two, so that GetElapsedTime is exact.
    private const int UnitsPerTick = 8;

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _utcAtStart;
    private TimeSpan _elapsed;
    private long _armings;
    private bool _isAdvancing;

    /// <summary>Starts the clock at 2026-01-01T00:00Z.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Starts the clock at a given wall time.</summary>
    public ManualTimeProvider(DateTimeOffset utcNow) => _utcAtStart = utcNow.ToUniversalTime();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond * UnitsPerTick;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Gets how many timers are armed, so that a test can see that something sleeps or that nothing was left behind.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock) return _timers.Count;
        }
    }

    /// <summary>Gets how long it is until the next timer fires, or <see langword="null"/> when none is armed.</summary>
    public TimeSpan? NextTimer
    {
        get
        {
            lock (_lock) return _timers.Count == 0 ? null : _timers.Min(timer => timer.Due) - _elapsed;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _utcAtStart + _elapsed;
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock) return _elapsed.Ticks * UnitsPerTick;
    }

    /// <summary>Sets the wall clock, as an operator or a time server does. The monotonic clock and the timers do not notice.</summary>
    public void SetUtcNow(DateTimeOffset utcNow)
    {
        lock (_lock) _utcAtStart = utcNow.ToUniversalTime() - _elapsed;
    }

    /// <summary>Moves both clocks forward and fires every timer that is due on the way, each at its own moment.</summary>
    /// <param name="by">How far; zero fires the timers that are due now.</param>
    /// <exception cref="InvalidOperationException">Called from a timer's callback, or from two threads at once.</exception>
    /// <remarks>An exception of a callback comes out here; the clock then stands at that moment.</remarks>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = Begin() + by;
        try
        {
            while (TakeNext(end) is { } timer) timer.Fire();
        }
        finally
        {
            lock (_lock) _isAdvancing = false;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    private TimeSpan Begin()
    {
        lock (_lock)
        {
            if (_isAdvancing) throw new InvalidOperationException("the clock is being advanced already");
            _isAdvancing = true;
            return _elapsed;
        }
    }

    // Moves the clock to the next due timer and takes it, or to the end when there is none.
    private ManualTimer? TakeNext(TimeSpan end)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.Due <= end).OrderBy(timer => timer.Due).ThenBy(timer => timer.Order).FirstOrDefault();
            if (next is null)
            {
                _elapsed = end;
                return null;
            }

            _elapsed = next.Due;
            if (next.Period > TimeSpan.Zero) Arm_NeedsLock(next, next.Period);
            else _timers.Remove(next);
            return next;
        }
    }

    private void Arm_NeedsLock(ManualTimer timer, TimeSpan dueTime)
    {
        timer.Due = _elapsed + dueTime;
        timer.Order = _armings++;
        if (!_timers.Contains(timer)) _timers.Add(timer);
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        // The largest of System.Threading.Timer, in milliseconds.
        private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(0xFFFF_FFFE);

        private bool _isDisposed;

        public TimeSpan Due { get; set; }

        public long Order { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ThrowIfNotATimerSpan(dueTime, nameof(dueTime));
            ThrowIfNotATimerSpan(period, nameof(period));
            lock (owner._lock)
            {
                if (_isDisposed) return false;

                Period = period;
                if (dueTime == Timeout.InfiniteTimeSpan) owner._timers.Remove(this);
                else owner.Arm_NeedsLock(this, dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (owner._lock)
            {
                _isDisposed = true;
                owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private static void ThrowIfNotATimerSpan(TimeSpan value, string name)
        {
            if (value == Timeout.InfiniteTimeSpan) return;
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Longest, name);
        }
    }
}
