using System.Collections.Concurrent;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Diagnostics;
using IotConnectivity.Journal;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotConnectivity.Detect.Alerts;

/// <summary>Tells the targets of topics when violations begin and end: at least once, in the order of each thing, however long a target fails.</summary>
/// <remarks>
/// <para>
/// An alert is stored together with its violation, and forgotten when its target has taken it. What fails is tried again after at most a second, then after twice as long each time, up to
/// five minutes; other things and other topics go on meanwhile. What could not be delivered for <see cref="AlertOptions.DeadLetterAfter"/> is put with the dead alerts.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
public sealed partial class AlertOutbox : IViolationFollower, IAsyncDisposable, IDisposable
{
    /// <summary>Long for what is cancelled, and short beside the 30 seconds that a host has to stop.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly ConnectivityJournal _journal;
    private readonly ThingRegistry _registry;
    private readonly AlertTargets _targets;
    private readonly AlertPost _post;
    private readonly WaitState _waitState;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, AlertQueue> _queues = new(StringComparer.Ordinal);
    private long _sequence;
    private bool _isStarted;

    internal AlertOutbox(
        ConnectivityJournal journal,
        ThingRegistry registry,
        AlertTargets targets,
        AlertOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<AlertOutbox>? logger = null,
        ConnectivityMetrics? metrics = null)
    {
        options ??= new AlertOptions();
        _journal = journal;
        _registry = registry;
        _targets = targets;
        _time = timeProvider ?? TimeProvider.System;
        _post = new AlertPost(journal, options, _time, logger ?? (ILogger)NullLogger.Instance, metrics, _stop.Token);
        _waitState = new WaitState(journal, options.WaitState, _time, Put, Tell);
        metrics?.Observe("iot.connectivity.alerts.waiting", "{alert}", "Alerts that are not delivered, by state.", () =>
        [
            new(PendingCount, new KeyValuePair<string, object?>("state", "pending")),
            new(DeadCount, new KeyValuePair<string, object?>("state", "dead")),
            new(HeldCount, new KeyValuePair<string, object?>("state", "held")),
        ]);
    }

    /// <summary>Gets how many alerts are to be delivered, at a moment's view.</summary>
    public long PendingCount => _queues.Values.Sum(static queue => queue.Count);

    /// <summary>Gets how many alerts are dead.</summary>
    public long DeadCount => _post.Dead.Count;

    /// <summary>Gets how many alarms and ends of alarms are held back by <see cref="AlertOptions.WaitState"/>.</summary>
    public int HeldCount => _waitState.Count;

    /// <summary>Gets since when the oldest alert is to be delivered; <see langword="null"/> when there is none.</summary>
    public DateTimeOffset? OldestPending => _queues.Values.Min(static queue => queue.OldestMs) is { } oldest ? DateTimeOffset.FromUnixTimeMilliseconds(oldest) : null;

    /// <summary>
    /// Gets or sets what is called when an alarm or its end is reported: after the wait state, with or without a topic. On the detector's thread or the timer's; must not block. What is
    /// added to the records is durable together with the report or not at all.
    /// </summary>
    internal Action<ViolationNotice, RecordChanges>? Reported { get; set; }

    /// <summary>Gets or sets how a profile is found of which an alarm was held back before the start.</summary>
    internal Func<string, SecurityProfile?> FindProfile { get; set; } = static _ => null;

    /// <summary>Gets how many alerts are in memory.</summary>
    internal int CountInMemory => _queues.Values.Sum(static queue => queue.CountInMemory);

    /// <summary>Says why alerts cannot go to a topic; <see langword="null"/> when they can.</summary>
    internal string? RefuseTopic(string topicArn) => _targets.Refuse(topicArn);

    /// <summary>Begins to deliver. Called by the host, after the journal has been opened and before the detector starts.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task.</returns>
    /// <exception cref="StoreException">What is stored cannot be read.</exception>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        _sequence = await _post.Dead.RestoreAsync(cancellationToken).ConfigureAwait(false);
        var stored = new Dictionary<string, (long Count, long Last)>(StringComparer.Ordinal);
        await foreach (var record in _journal.ReadRecordsAsync(new RecordQuery { Collection = PendingAlert.Collection }, cancellationToken).ConfigureAwait(false))
        {
            stored[record.Owner!] = (stored.GetValueOrDefault(record.Owner!).Count + 1, record.TimeMs);
            _sequence = Math.Max(_sequence, record.TimeMs);
        }

        await _waitState.RestoreAsync(cancellationToken).ConfigureAwait(false);
        _journal.RecordsCommitted = OnCommitted;
        _isStarted = true;
        foreach (var (topicArn, (count, last)) in stored) QueueOf(topicArn).Restore(count, last);
        _waitState.Start();
        _post.Dead.Start();
    }

    /// <summary>Forgets what was kept for the ends of violations of which nobody will be told. Called by the host when violations are back, and before the detector starts.</summary>
    /// <param name="isActive">Says whether a violation goes on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task.</returns>
    /// <exception cref="StoreException">What is stored cannot be read.</exception>
    internal async Task ForgetDroppedAsync(Func<string, bool> isActive, CancellationToken cancellationToken)
    {
        if (!_post.Dead.HasDropped) return;
        var waiting = _waitState.Reported();
        await foreach (var record in _journal.ReadRecordsAsync(new RecordQuery { Collection = PendingAlert.Collection }, cancellationToken).ConfigureAwait(false))
        {
            waiting.Add(new PendingAlert(record).ViolationId);
        }

        _post.Dead.ForgetDropped(violationId => isActive(violationId) || waiting.Contains(violationId));
    }

    /// <inheritdoc/>
    void IViolationFollower.OnViolation(in ViolationNotice notice, RecordChanges records)
    {
        if (!_isStarted) throw new InvalidOperationException("the outbox was not started");
        var told = notice.Event;
        var topicArn = told.Behavior.SuppressAlerts == true ? null : notice.Profile.Alerts?.TopicArn;
        if (_waitState.TryHold(notice, topicArn, records)) return;
        Put(told, topicArn, records);
        Reported?.Invoke(notice, records);
    }

    /// <summary>Cancels the deliveries that are going on, waits for them for up to five seconds and begins no more. What is not delivered is delivered after the next start.</summary>
    /// <returns>A task.</returns>
    /// <remarks>The targets are disposed afterwards. One that is still busy then does not heed its token, which is logged.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        _waitState.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        CloseWatches();
        try
        {
            await Task.WhenAll(_queues.Values.Select(static queue => queue.EndAsync())).WaitAsync(Farewell, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _post.NotEnded(Farewell);
        }

        await _targets.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for a container that is disposed without waiting.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Put(ViolationEvent told, string? topicArn, RecordChanges records)
    {
        if (topicArn is null)
        {
            if (told.Type != ViolationEventType.InAlarm) _post.Dead.ForgetDropped(told.ViolationId, records);
            return;
        }

        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        records.Written.Add(PendingAlert.ToRecord(new AlertDocument(now, now, topicArn, told), Interlocked.Increment(ref _sequence)));
    }

    private void Tell(ViolationEvent told, ViolationNotice? notice, RecordChanges records)
    {
        if (Reported is not { } reported) return;
        if (notice is { } known) reported(known with { Event = told }, records);
        else if (FindProfile(told.ProfileName) is { } profile && _registry.FindCell(told.ThingName) is { } thing) reported(new ViolationNotice(told, profile, thing), records);
    }

    /// <summary>On the journal's thread.</summary>
    private void OnCommitted(IReadOnlyList<StoredRecord> records)
    {
        foreach (var record in records)
        {
            if (record.Collection != PendingAlert.Collection) continue;
            QueueOf(record.Owner!).OnCommitted(record);
            TellWatches(record);
        }
    }

    private AlertQueue QueueOf(string topicArn) =>
        _queues.TryGetValue(topicArn, out var queue) ? queue : _queues.GetOrAdd(topicArn, arn => new AlertQueue(arn, _targets.Find(arn), _post));
}
