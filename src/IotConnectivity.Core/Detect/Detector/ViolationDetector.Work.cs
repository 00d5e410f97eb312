using IotConnectivity.Diagnostics;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Detect.Detector;

// The thread: what it does when it is awake, and for how long it sleeps.
public sealed partial class ViolationDetector
{
    // So many things of a scan before anything else gets its turn.
    private const int Slice = 8192;

    // News come in crowds. What is to be asked is asked at least a minute later, so that nobody waits for this.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim _wake = new();
    private readonly ManualResetEventSlim _end = new();
    private ITimer? _alarm;
    private Thread? _thread;
    private int _scannedTo = int.MaxValue;
    private int _isFollowing;

    /// <summary>Gets a value indicating whether nothing waits to be looked at, and the thread sleeps until something does.</summary>
    internal bool IsAtRest => !_wake.IsSet && _news.IsEmpty && Volatile.Read(ref _newProfiles) is null && _scannedTo == int.MaxValue;

    /// <summary>Gets how often the thread has looked.</summary>
    internal long Looks { get; private set; }

    /// <summary>Begins to detect. Called by the host, once everything stored is back and dynamic groups are complete.</summary>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start()
    {
        Follow();
        using (ExecutionContext.SuppressFlow())
        {
            _alarm = _time.CreateTimer(static state => ((ViolationDetector)state!)._wake.Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        StartForgetting();
        StartCheckpoints();
        _thread = new Thread(Work) { IsBackground = true, Name = "IotConnectivity detector" };
        _wake.Set();
        _thread.UnsafeStart();
    }

    /// <summary>Stops to detect. What goes on is found anew at the next start.</summary>
    public void Dispose()
    {
        _profiles.Changed -= OnProfilesChanged;
        if (_checkpointAlarm is not null) _journal.EntriesCommitted = null;
        _index.Unfollow(this);
        _registry.Followers.Remove(this);
        _end.Set();
        _wake.Set();
        _thread?.Join();
        WriteLastCheckpoint();
        _checkpointAlarm?.Dispose();
        _alarm?.Dispose();
        _forgetting?.Dispose();
    }

    /// <summary>Begins to hear of changes, without a thread: somebody else calls <see cref="Look"/>.</summary>
    internal void Follow()
    {
        if (Interlocked.Exchange(ref _isFollowing, 1) != 0) throw new InvalidOperationException("the violation detector was started before");
        Listen();
        _registry.Followers.Add(this);
        ResumeAll();
        _profiles.Changed += OnProfilesChanged;
        OnProfilesChanged();
    }

    /// <summary>Does everything that is due now, or a part of it.</summary>
    /// <returns>Whether there is more to do at once.</returns>
    internal bool Look()
    {
        Looks++;
        _clock = ReadClocks();
        BeginCheckpoint();
        TakeMissed();
        if (Volatile.Read(ref _newProfiles) is { } profiles) TakeProfiles(profiles);
        _arrivals.MoveTo(_armed, _wheel, _clock);
        for (var left = Slice; left > 0 && _news.TryDequeue(out var news); left--)
        {
            _newsBeforeCheckpoint--;
            Take(news);
        }

        foreach (var entry in _wheel.Advance(_clock.Tick))
        {
            if (_armed.TryDisarm(entry.Place, entry.Stamp)) Ask(entry.Place);
        }

        ScanSlice();
        WriteDown();
        EndCheckpoint();
        return !_news.IsEmpty || _scannedTo != int.MaxValue;
    }

    /// <summary>Gets how long nothing is due; <see langword="null"/> for ever.</summary>
    internal TimeSpan? Rest =>
        _wheel.NextTick is { } tick ? TimeSpan.FromMilliseconds(Math.Max(0, ClockReading.MonotonicMsOf(tick) - ReadClocks().MonotonicMs)) : null;

    private void Work()
    {
        while (!_end.IsSet)
        {
            try
            {
                _wake.Reset();
                while (Look())
                {
                    if (_end.IsSet) return;
                }

                Sleep();
            }
            catch (Exception exception)
            {
                // The edge of the thread: nothing that goes wrong with one thing may end the process, or the detection for all others.
                Log.Failed(_logger, exception);
                _end.Wait(Pause);
                LookAgain();
            }
        }
    }

    private void Sleep()
    {
        // RACE: what came since the event was reset has set it again.
        var rest = Rest;
        if (rest == TimeSpan.Zero) return;
        _alarm!.Change(rest is { } span && span < TimeSpan.FromDays(1) ? span : rest is null ? Timeout.InfiniteTimeSpan : TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
        _wake.Wait();
        if (!_news.IsEmpty) return;
        _end.Wait(Gather);
    }

    private void Wake()
    {
        if (!_wake.IsSet) _wake.Set();
    }

    private ClockReading ReadClocks() =>
        new(NowMs, (long)_time.GetElapsedTime(_startTimestamp).TotalMilliseconds, _baseMs);

    private static partial class Log
    {
        [LoggerMessage(EventIds.DetectorFailed, LogLevel.Error, "The violation detector could not judge what has changed; it looks at all things again.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(EventIds.WindowsCut, LogLevel.Warning, "Only the last {Count} entries of the journal were read; events before them are not counted, and alarms about counts may last longer.")]
        public static partial void WindowsCut(ILogger logger, int count);

        [LoggerMessage(EventIds.ViolationsNotForgotten, LogLevel.Warning, "Old events of violations could not be deleted; it is tried again in an hour.")]
        public static partial void NotForgotten(ILogger logger, Exception exception);
    }
}
