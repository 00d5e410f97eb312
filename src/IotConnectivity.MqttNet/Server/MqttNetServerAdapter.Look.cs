using System.Net;
using IotConnectivity.Lifecycle;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet.Server;

// The pass over the clients of the broker.
public sealed partial class MqttNetServerAdapter
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Comparison = TimeSpan.FromMinutes(1);

    // What was refused by a handler, or broke off before it was accepted, and what has gone without a word.
    private const long ForgottenAfterMs = 60_000;

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _pace = new();
    private ITimer? _timer;
    private long? _comparedAt;
    private TimeSpan _interval = Longest;
    private Task _look = Task.CompletedTask;

    private long _looks;

    /// <summary>Gets how many looks through the clients have begun.</summary>
    internal long Looks => Volatile.Read(ref _looks);

    private void StartLooking()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _timer = _time.CreateTimer(static state => ((MqttNetServerAdapter)state!).OnTimer(), this, Shortest, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task StopLookingAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        if (_timer is not null) await _timer.DisposeAsync().ConfigureAwait(false);
        Task running;
        lock (_pace) running = _look;
        await running.ConfigureAwait(false);
    }

    private void OnTimer()
    {
        var done = new TaskCompletionSource();
        lock (_pace)
        {
            // A timer may come again while a pass is under way.
            if (_end.IsCancellationRequested || !_look.IsCompleted) return;
            _look = done.Task;
        }

        _ = LookAndGoOnAsync(done);
    }

    private async Task LookAndGoOnAsync(TaskCompletionSource done)
    {
        try
        {
            if (_server.IsStarted && IsReady) await LookAsync(IsTimeToCompare()).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ObjectDisposedException)
        {
            // Stopped since.
            if (_server.IsStarted) Log.LookFailed(_logger, exception);
        }
        catch (Exception exception)
        {
            // The edge of the loop: the next pass is another try.
            Log.LookFailed(_logger, exception);
        }

        lock (_pace)
        {
            done.SetResult();
            if (!_end.IsCancellationRequested) _timer!.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Looks through the clients of the broker once.</summary>
    /// <param name="compares">Whether to compare the index with them too.</param>
    internal async Task LookAsync(bool compares)
    {
        if (_lifetime is { IsStopping: true }) return;
        var (look, takenAt) = (BeginLook(), _time.GetUtcNow());
        Look(look, takenAt, await _server.GetClientsAsync().ConfigureAwait(false), compares);
    }

    /// <summary>Begins a look, before its list is taken.</summary>
    /// <remarks>RACE: what ends from here on is remembered until the next look, because the list of this one may still have it.</remarks>
    internal long BeginLook() => Interlocked.Increment(ref _looks);

    internal void Look(long look, DateTimeOffset takenAt, IEnumerable<MqttClientStatus> listed, bool compares)
    {
        var lifetime = _lifetime ?? LifetimeOf(CancellationToken.None);
        List<LifecycleEvent>? open = compares ? [] : null;
        foreach (var status in listed)
        {
            var connectedAtMs = new DateTimeOffset(status.ConnectedTimestamp).ToUnixTimeMilliseconds();
            var connection = _connections.Find(status.RemoteEndPoint, status.Id) ?? Adopt(status.RemoteEndPoint, status.Id, connectedAtMs);
            connection.Status ??= status;
            connection.ListedAtMs = takenAt.ToUnixTimeMilliseconds();
            if (connection.HasEnded) continue;
            TellOf(connection, status.Id, connectedAtMs);
            Beat(connection, status);
            if (connection.IsTold) open?.Add(connection.Connected(status.Id));
        }

        if (open is not null) _reconciliation?.Reconcile(lifetime.Source, open.Where(connection => connection.Source == lifetime.Source), takenAt);
        lock (_pace) _interval = Forget(look);
    }

    /// <summary>Once a minute, because that takes a pass over all things: what an event did not tell is told by the comparison.</summary>
    private bool IsTimeToCompare()
    {
        if (_comparedAt is { } last && _time.GetElapsedTime(last) < Comparison) return false;
        _comparedAt = _time.GetTimestamp();
        return true;
    }

    /// <summary>A client with a short interval connects: its silence must not go unnoticed until the next pass.</summary>
    private void LookSoonerFor(int? keepAliveSeconds)
    {
        var interval = IntervalFor(keepAliveSeconds);
        if (interval >= _interval) return;
        lock (_pace)
        {
            if (interval >= _interval) return;
            _interval = interval;
            if (!_end.IsCancellationRequested) _timer?.Change(interval, Timeout.InfiniteTimeSpan);
        }
    }

    private static TimeSpan IntervalFor(int? keepAliveSeconds)
    {
        if (keepAliveSeconds is null or 0) return Longest;
        var quarter = TimeSpan.FromSeconds(keepAliveSeconds.Value / 4d);
        return quarter < Shortest ? Shortest : quarter > Longest ? Longest : quarter;
    }

    // Its keep-alive interval and flags were in a packet that nobody saw.
    private BrokerConnection Adopt(EndPoint? remote, string clientId, long atMs) =>
        _connections.GetOrAdd(new BrokerConnection(_lifetime ?? LifetimeOf(CancellationToken.None), clientId, remote) { AcceptedAtMs = atMs, ListedAtMs = NowMs });

    private void Beat(BrokerConnection connection, MqttClientStatus status)
    {
        var last = status.LastPacketSentTimestamp;
        if (last <= connection.LastTold || !connection.IsTold) return;
        connection.LastTold = last;
        Tell(connection.Lifetime, new LifecycleEvent
        {
            Kind = LifecycleEventKind.Heartbeat,
            ClientId = status.Id,
            Source = connection.Lifetime.Source,
            TimestampMs = new DateTimeOffset(last).ToUnixTimeMilliseconds(),
        });
    }

    /// <summary>Forgets what has gone.</summary>
    /// <returns>How soon to look again because of what has not.</returns>
    private TimeSpan Forget(long look)
    {
        var before = NowMs - ForgottenAfterMs;
        var shortest = Longest;
        foreach (var connection in _connections.All)
        {
            if (connection.HasEnded ? connection.EndedInLook < look : Math.Max(connection.AcceptedAtMs, connection.ListedAtMs) < before) _connections.Remove(connection);
            else if (!connection.HasEnded && IntervalFor(connection.KeepAliveSeconds) is var interval && interval < shortest) shortest = interval;
        }

        return shortest;
    }
}
