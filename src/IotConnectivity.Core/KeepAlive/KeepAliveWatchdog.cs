using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Timing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotConnectivity.KeepAlive;

/// <summary>Declares a thing disconnected when it was silent for longer than 1.5 times its keep-alive interval.</summary>
/// <remarks>
/// <para>
/// A connection is watched if its source reports activity (<see cref="LifecycleSource.ReportsActivity"/>) or once a heartbeat of it was heard; never with keep-alive
/// 0 or an unknown one. The end that it concludes is provisional: later activity of the connection revokes it, an end stated by the source replaces it.
/// </para>
/// <para>
/// Silence is measured in listening time: by the monotonic clock, and standing still while this process was suspended or starved and could not have heard anything. A
/// wall clock that jumps changes nothing. Whatever is connected when the watchdog starts gets one full grace period from then.
/// </para>
/// <para>Thread-safe. Cost: a heartbeat is two writes to the thing's own record; a connection, one look per grace period.</para>
/// </remarks>
public sealed partial class KeepAliveWatchdog : IConnectivityFollower, IDisposable
{
    /// <summary>How finely listening time is cut. An end is found at most this much, and one period of the timer, late.</summary>
    internal static readonly TimeSpan TickLength = TimeSpan.FromMilliseconds(100);

    /// <summary>A pause of the process longer than this does not count as listening.</summary>
    internal const int MaxTicksAtOnce = 20;

    private const int Idle = 0;
    private const int Listening = 1;
    private const int Looking = 2;

    private readonly ConnectivityIndex _index;
    private readonly double _graceFactor;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimingWheel _wheel = new();
    private readonly Lock _wheelLock = new();
    private readonly List<ThingCell> _silent = [];
    private ITimer? _timer;
    private long _listenedUntil;
    private int _state;
    private bool _isDisposed;

    /// <summary>Makes a watchdog that does nothing until <see cref="Start"/>.</summary>
    /// <param name="index">The index to watch.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="logger">Where to log; <see langword="null"/> for nowhere.</param>
    public KeepAliveWatchdog(
        ConnectivityIndex index, KeepAliveOptions? options = null, TimeProvider? timeProvider = null, ILogger<KeepAliveWatchdog>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        _index = index;
        _graceFactor = (options ?? new KeepAliveOptions()).GraceFactor;
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
    }

    /// <summary>Gets how many connections are being watched, or were lately; at a moment's view.</summary>
    public int WatchedCount
    {
        get
        {
            lock (_wheelLock) return _wheel.Count;
        }
    }

    /// <summary>Gets a value indicating whether the watchdog was started.</summary>
    public bool IsStarted => Volatile.Read(ref _state) != Idle;

    /// <summary>Gets how long ago the watchdog last looked; grows when its timer is starved. Zero before the start.</summary>
    public TimeSpan SinceLastLook => _timer is null ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _listenedUntil));

    /// <summary>Starts to listen. Everything that is connected now gets a full grace period.</summary>
    /// <exception cref="InvalidOperationException">The watchdog was started before.</exception>
    public void Start()
    {
        if (Interlocked.CompareExchange(ref _state, Listening, Idle) != Idle) throw new InvalidOperationException("the keep-alive watchdog was started before");
        _listenedUntil = _time.GetTimestamp();
        _index.Follow(this);
        foreach (var cell in _index.Cells())
        {
            cell.HeardAtTick = _index.Tick;
            Arm(cell);
        }

        using (ExecutionContext.SuppressFlow())
        {
            _timer = _time.CreateTimer(static state => ((KeepAliveWatchdog)state!).Listen(), this, TickLength, TickLength);
        }
    }

    /// <summary>Stops to listen. What was concluded stays; a watchdog cannot be started again.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _index.Unfollow(this);
        lock (_wheelLock)
        {
            if (_isDisposed || !IsStarted) return;
            _isDisposed = true;

            // A thing has one place in a wheel, and the next watchdog of this index needs it.
            foreach (var cell in _index.Cells()) _wheel.Cancel(cell);
        }
    }

    void IConnectivityFollower.OnChanged(in ConnectivityChange change)
    {
        if (change.After.Connected) Arm(change.Cell);
    }

    void IConnectivityFollower.OnBeaten(ThingCell cell)
    {
        // RACE: the wheel un-arms a timeout and then looks at its last activity, a heartbeat notes its activity (a full fence) and then looks whether it is armed.
        // Whoever comes second sees what the first did.
        if (!cell.IsArmed) Arm(cell);
    }

    void IConnectivityFollower.OnRetired(ThingCell cell)
    {
        lock (_wheelLock) _wheel.Cancel(cell);
    }

    private void Listen()
    {
        // A timer of the system may call again while a long pass still runs.
        if (Interlocked.CompareExchange(ref _state, Looking, Listening) != Listening) return;
        try
        {
            var now = _time.GetTimestamp();
            var elapsed = _time.GetElapsedTime(_listenedUntil, now).Ticks / TickLength.Ticks;
            if (elapsed > 0)
            {
                // One tick for a pause, not none: a watchdog that is starved all the time comes to its conclusions too, only later.
                var counted = elapsed > MaxTicksAtOnce ? 1 : (uint)elapsed;
                if (elapsed > MaxTicksAtOnce) Log.Paused(_logger, TickLength * elapsed);

                // What is left of a tick counts next time.
                Volatile.Write(ref _listenedUntil, counted == elapsed ? _listenedUntil + ToTimestamp(elapsed) : now);
                LookUntil(_index.Tick + counted);
            }
        }
        finally
        {
            Volatile.Write(ref _state, Listening);
        }
    }

    /// <summary>Moves listening time on and ends what was silent for too long.</summary>
    private void LookUntil(uint tick)
    {
        _index.Tick = tick;
        var handler = new SilenceHandler(this);
        lock (_wheelLock) _wheel.Advance(tick, ref handler);

        if (_silent.Count == 0) return;

        // Outside the lock: followers hear of it.
        foreach (var cell in _silent)
        {
            try
            {
                End(cell);
            }
            catch (Exception exception)
            {
                // The edge of the loop: one thing that fails must not keep the others from being found, nor end the process.
                Log.Failed(_logger, exception);
            }
        }

        Log.Silent(_logger, _silent.Count);
        _silent.Clear();
    }

    private void End(ThingCell cell)
    {
        if (cell.Current is not { } seen) return;

        // RACE: the end is based on the activity that is known now. Only then look when it was heard of: activity that came in between makes it not due, and
        // activity that comes later revokes the end.
        var lastActivity = Math.Max(cell.LastActivityMs, seen.ConnectedAtMs);
        if (DueTick(cell, seen) is not { } due) return;
        if (due <= _index.Tick && _index.Apply(cell, InferredEnd(cell.Name, seen, lastActivity)) == ApplyOutcome.Applied) return;

        // Heard of in the last moment, or replaced by a newer connection.
        Arm(cell);
    }

    private void Arm(ThingCell cell)
    {
        lock (_wheelLock)
        {
            if (_isDisposed || cell.Current is not { } seen || DueTick(cell, seen) is not { } due) return;

            // Armed earlier is good enough: the wheel looks again then.
            if (!cell.IsArmed || cell.DueTick > due) _wheel.Schedule(cell, due);
        }
    }

    /// <summary>Gets the tick at which a connection has been silent for too long; <see langword="null"/> when it is not watched.</summary>
    private long? DueTick(ThingCell cell, ThingConnectivity seen)
    {
        if (!seen.Connected || seen.KeepAliveSeconds is not > 0) return null;
        if (!seen.Source!.ReportsActivity && !cell.IsBeaten) return null;

        // One more, because it may have been heard of at the end of its tick.
        return cell.HeardAtTick + (long)Math.Ceiling(GraceMs(seen) / TickLength.TotalMilliseconds) + 1;
    }

    private double GraceMs(ThingConnectivity seen) => seen.KeepAliveSeconds!.Value * 1000.0 * _graceFactor;

    private LifecycleEvent InferredEnd(string thingName, ThingConnectivity seen, long lastActivity) => new()
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = thingName,
        Source = seen.Source!,
        Connection = seen.Connection,
        Number = seen.Number,
        ConnectedAtMs = seen.ConnectedAtMs,
        TimestampMs = Math.Min(lastActivity + (long)GraceMs(seen), LifecycleLimits.MaxTimestampMs),
        LastActivityMs = lastActivity,
        Reason = DisconnectReason.MqttKeepAliveTimeout,
        ReasonQuality = ReasonQuality.Inferred,
        ClientInitiated = false,
    };

    private long ToTimestamp(long ticks) => (long)(ticks * TickLength.TotalSeconds * _time.TimestampFrequency);

    private readonly struct SilenceHandler(KeepAliveWatchdog watchdog) : ITimeoutHandler
    {
        public long? OnDue(WheelTimeout timeout, long tick)
        {
            // See OnBeaten.
            Interlocked.MemoryBarrier();
            var cell = (ThingCell)timeout;
            if (cell.Current is not { } seen || watchdog.DueTick(cell, seen) is not { } due) return null;
            if (due > tick) return due;
            watchdog._silent.Add(cell);
            return null;
        }
    }
}
