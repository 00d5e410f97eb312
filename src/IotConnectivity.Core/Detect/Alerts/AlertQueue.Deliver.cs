namespace IotConnectivity.Detect.Alerts;

// Those who deliver. A worker goes on as long as a thing is ready, and is gone when none is.
internal sealed partial class AlertQueue
{
    /// <summary>
    /// After so many failures in a row, whatever the thing, the topic is down: only one alert at a time is tried, to see whether it works again, and another when that one is not answered.
    /// </summary>
    private const int DownAfter = 10;

    /// <summary>After so many somebody should look.</summary>
    private const int WarnAfter = 3;

    private readonly IAlertTarget? _target;
    private int _workers;
    private int _busy;
    private int _failures;
    private int _probes;
    private long _probeAt;

    private bool IsDown => _failures >= DownAfter;

    private void OnAlarm()
    {
        lock (_lock)
        {
            StartWorkers_NeedsLock();
            LoadMore_NeedsLock();
        }
    }

    private void StartWorkers_NeedsLock()
    {
        if (IsStopped) return;
        var now = _post.Time.GetTimestamp();
        while (_resting.TryPeek(out var rested, out var due) && due <= now)
        {
            _resting.Dequeue();
            _ready.Enqueue(rested);
        }

        var wanted = !IsDown ? _ready.Count : now >= _probeAt ? Math.Min(1, _ready.Count) : 0;
        while (_workers < _post.Options.Concurrency && _workers - _busy < wanted)
        {
            _workers++;
            ThreadPool.UnsafeQueueUserWorkItem(static queue => _ = queue.WorkAsync(), this, preferLocal: false);
        }

        // A worker that has no alert comes here again before it goes, and when all places are taken nobody can be sent. Nobody knows when one that delivers is done.
        if (_workers > _busy || _workers == _post.Options.Concurrency) return;
        if (IsDown && _ready.Count > 0) Arm_NeedsLock(now, _probeAt);
        else if (_resting.TryPeek(out _, out var next)) Arm_NeedsLock(now, IsDown ? Math.Max(next, _probeAt) : next);
    }

    // Not before the moment, lest it goes off without anything to do.
    private void Arm_NeedsLock(long now, long at) =>
        _alarm.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(_post.Time.GetElapsedTime(now, at).TotalMilliseconds))), Timeout.InfiniteTimeSpan);

    private async Task WorkAsync()
    {
        while (TakeLane() is { } lane)
        {
            PendingAlert alert;
            lock (_lock) alert = lane.Head!;
            try
            {
                if (await _post.Dead.TakeEndAsync(alert, _post.Stopping).ConfigureAwait(false)) Drop(lane, alert);
                else if (!IsHead(lane, alert)) GiveBack(lane);
                else await DeliverAsync(lane, alert).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The edge of the loop: whatever a target throws, the alert is tried again.
                Failed(lane, alert, exception);
            }
        }
    }

    private async Task DeliverAsync(AlertLane lane, PendingAlert alert)
    {
        var target = _target ?? throw new InvalidOperationException($"no target is configured for `{TopicArn}`");
        var content = alert.Document.ToAlert();
        await target.DeliverAsync(content, _post.Stopping).ConfigureAwait(false);
        _post.Delivered(alert, content);
        Remove(lane, alert);
    }

    private AlertLane? TakeLane()
    {
        lock (_lock)
        {
            var now = _post.Time.GetTimestamp();
            while (!IsStopped && (!IsDown || now >= _probeAt) && _ready.TryDequeue(out var lane))
            {
                if (lane.Head is null)
                {
                    // What it held is dead.
                    _lanes.Remove(lane.ThingName);
                    continue;
                }

                lane.IsBusy = true;
                lane.IsProbe = IsDown;
                _busy++;
                if (!IsDown) return lane;
                _probeAt = Later(AlertDelays.UntilAnotherProbe);
                StartWorkers_NeedsLock();
                return lane;
            }

            _workers--;
            StartWorkers_NeedsLock();
            EndIfDone_NeedsLock();
            return null;
        }
    }

    private bool IsHead(AlertLane lane, PendingAlert alert)
    {
        lock (_lock) return lane.Head == alert;
    }

    private void Remove(AlertLane lane, PendingAlert alert)
    {
        bool isRecovered;
        lock (_lock)
        {
            if (IsDown) WakeAll_NeedsLock();
            isRecovered = _failures >= WarnAfter;
            _failures = 0;
            Drop_NeedsLock(lane, alert);
        }

        if (isRecovered) _post.Recovered(TopicArn);
    }

    private void Drop(AlertLane lane, PendingAlert alert)
    {
        lock (_lock) Drop_NeedsLock(lane, alert);
    }

    private void Drop_NeedsLock(AlertLane lane, PendingAlert alert)
    {
        if (lane.Remove(alert)) Forget_NeedsLock(1);
        GiveBack_NeedsLock(lane);
        LoadMore_NeedsLock();
    }

    private void GiveBack(AlertLane lane)
    {
        lock (_lock) GiveBack_NeedsLock(lane);
    }

    private void GiveBack_NeedsLock(AlertLane lane)
    {
        lane.IsBusy = false;
        _busy--;
        if (lane.Head is null) _lanes.Remove(lane.ThingName);
        else _ready.Enqueue(lane);
        StartWorkers_NeedsLock();
    }

    private void Forget_NeedsLock(int count)
    {
        _inMemory -= count;
        _total -= count;
    }

    /// <summary>The topic works again, so nobody has to wait any longer.</summary>
    private void WakeAll_NeedsLock()
    {
        while (_resting.TryDequeue(out var lane, out _)) _ready.Enqueue(lane);
    }

    private void Failed(AlertLane lane, PendingAlert alert, Exception exception)
    {
        if (IsStopped)
        {
            lock (_lock) _busy--;
            return;
        }

        _post.Failed(TopicArn, exception);
        bool isWorthAWarning;
        lock (_lock)
        {
            lane.IsBusy = false;
            _busy--;
            lane.Failures++;
            lane.Error = exception.Message;
            isWorthAWarning = CountFailure_NeedsLock(lane, exception);
            BuryOld_NeedsLock(lane, alert, exception);
            Rest_NeedsLock(lane);
            StartWorkers_NeedsLock();
            LoadMore_NeedsLock();
        }

        if (isWorthAWarning) _post.Warn(TopicArn, exception);
    }

    private bool CountFailure_NeedsLock(AlertLane lane, Exception exception)
    {
        if (exception is AlertRefusedException)
        {
            // It works, and refuses this alert; the next one may tell more.
            if (lane.IsProbe) _probeAt = _post.Time.GetTimestamp();
            return false;
        }

        var wasDown = IsDown;
        _failures++;
        if (IsDown && (!wasDown || lane.IsProbe))
        {
            _probes = wasDown ? _probes + 1 : 0;
            _probeAt = Later(AlertDelays.OfTopic(_probes));
        }

        return _failures == WarnAfter;
    }

    /// <summary>Puts what is too old with the dead ones. A topic that is down fails for all, so the others need not be tried one by one.</summary>
    private void BuryOld_NeedsLock(AlertLane lane, PendingAlert alert, Exception exception)
    {
        List<PendingAlert> dead = [];
        var oldest = _post.NowMs - (long)_post.Options.DeadLetterAfter.TotalMilliseconds;
        if (lane.Head == alert && (exception is AlertRefusedException || alert.QueuedAtMs <= oldest)) lane.TakeHead(dead);
        foreach (var other in IsDown ? _lanes.Values : Enumerable.Empty<AlertLane>())
        {
            while (!other.IsBusy && other.Head is { } head && head.QueuedAtMs <= oldest) other.TakeHead(dead);
        }

        if (dead.Count == 0) return;
        Forget_NeedsLock(dead.Count);

        // RACE: under the lock, before the next alert of the thing is looked at: it may be the end of a dead alarm.
        _post.Dead.Add(dead, exception.Message);
        _post.Buried(TopicArn, dead.Count, exception);
    }

    private void Rest_NeedsLock(AlertLane lane)
    {
        if (lane.Head is null) _lanes.Remove(lane.ThingName);
        else if (lane.Failures == 0) _ready.Enqueue(lane);
        else _resting.Enqueue(lane, Later(AlertDelays.OfThing(lane.Failures)));
    }

    private long Later(TimeSpan delay) => _post.Time.GetTimestamp() + (long)(delay.TotalSeconds * _post.Time.TimestampFrequency);
}
