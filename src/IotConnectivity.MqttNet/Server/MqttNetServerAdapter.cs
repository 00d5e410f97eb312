using System.Security.Cryptography;
using IotConnectivity.Brokers;
using IotConnectivity.Fleet;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet.Server;

/// <summary>Tells the index which clients of an MQTTnet broker in the same process connect, leave and are alive.</summary>
/// <remarks>
/// <para>
/// It listens to the events of the broker and never delays them. Which connection an event is about is decided by what MQTTnet calls its peer, and the order of connections by a number of
/// our own, never by time, by the order of events or by session items, which outlive connections.
/// </para>
/// <para>
/// When packets came is read from the broker every few seconds (a quarter of the shortest keep-alive interval, at most 5 seconds, at least 0.25), in one pass over its clients: a
/// packet costs nothing. The same pass finds clients that connected before the adapter was there, or whose event got lost because a handler of the application threw.
/// </para>
/// <para>Thread-safe. Start it before the broker, or the first clients are seen one pass late; a host does both in the order in which they were added.</para>
/// </remarks>
public sealed partial class MqttNetServerAdapter : IHostedService, IAsyncDisposable
{
    private readonly MqttServer _server;
    private readonly ConnectivityIndex _index;
    private readonly ConnectivityJournal? _journal;
    private readonly BrokerEpochs? _epochs;
    private readonly Reconciliation? _reconciliation;
    private readonly MqttNetServerLog _log;
    private readonly MqttNetServerOptions _options;
    private readonly EventPublisher? _publisher;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BrokerConnections _connections = new();
    private readonly Lock _lifetimes = new();
    private BrokerLifetime? _lifetime;

    /// <summary>Makes an adapter that does nothing until <see cref="StartAsync"/>.</summary>
    /// <param name="server">The broker.</param>
    /// <param name="index">The index to tell.</param>
    /// <param name="log">The log that was given to the factory of the broker, or another one, if it was not.</param>
    /// <param name="journal">What restores the index; nothing is told before that is done. <see langword="null"/> when nothing is restored.</param>
    /// <param name="epochs">Who closes what an earlier lifetime of the broker left behind.</param>
    /// <param name="reconciliation">Who compares the index with the broker's clients now and then.</param>
    /// <param name="fleet">Who tells of memberships; needed only to publish them.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's, which MQTTnet goes by.</param>
    /// <param name="logger">Where to log; <see langword="null"/> for nowhere.</param>
    public MqttNetServerAdapter(
        MqttServer server,
        ConnectivityIndex index,
        MqttNetServerLog log,
        ConnectivityJournal? journal = null,
        BrokerEpochs? epochs = null,
        Reconciliation? reconciliation = null,
        FleetIndex? fleet = null,
        MqttNetServerOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<MqttNetServerAdapter>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(log);
        _server = server;
        _index = index;
        _log = log;
        _journal = journal;
        _epochs = epochs;
        _reconciliation = reconciliation;
        _options = options ?? new MqttNetServerOptions();
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        if (_options.PublishesPresence || _options.PublishesMemberships) _publisher = new EventPublisher(server, _options, fleet, _logger);
    }

    /// <summary>Gets how many connections are open or being made. Counts them.</summary>
    public int ConnectionCount => _connections.All.Count(static connection => !connection.HasEnded);

    private bool IsReady => _journal is null || _journal.IsReady;

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins to listen.</summary>
    /// <param name="cancellationToken">Not used: nothing is waited for.</param>
    /// <returns>A finished task.</returns>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _server.ValidatingConnectionAsync += OnConnecting;
        _server.ValidatingConnectionAsync += OnValidated;
        _server.ClientConnectedAsync += OnConnected;
        _server.ClientDisconnectedAsync += OnDisconnected;
        _server.StartedAsync += OnStarted;
        _server.StoppedAsync += OnStopped;
        _publisher?.Start();
        StartLooking();
        return Task.CompletedTask;
    }

    /// <summary>Stops to listen. What is connected stays so in the index: nobody knows better until the broker is heard again.</summary>
    /// <param name="cancellationToken">Not used.</param>
    /// <returns>A task that ends when nothing of the adapter runs any more.</returns>
    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync().ConfigureAwait(false);

    /// <inheritdoc cref="StopAsync"/>
    public async ValueTask DisposeAsync()
    {
        _server.ValidatingConnectionAsync -= OnConnecting;
        _server.ValidatingConnectionAsync -= OnValidated;
        _server.ClientConnectedAsync -= OnConnected;
        _server.ClientDisconnectedAsync -= OnDisconnected;
        _server.StartedAsync -= OnStarted;
        _server.StoppedAsync -= OnStopped;
        await StopLookingAsync().ConfigureAwait(false);
        if (_publisher is not null) await _publisher.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Cuts a client off, as AWS's DeleteConnection does; the index shows <see cref="DisconnectReason.ApiInitiatedDisconnect"/>.</summary>
    /// <param name="clientId">The client.</param>
    /// <returns>Whether it was connected.</returns>
    /// <remarks>A client of MQTT 5 is told the reason code 0x98, administrative action. Its session stays.</remarks>
    public async Task<bool> DisconnectAsync(string clientId)
    {
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        _log.Note(clientId, KnownCause.Kicked);
        try
        {
            await _server.DisconnectClientAsync(clientId, new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.AdministrativeAction }).ConfigureAwait(false);
            return true;
        }
        catch (InvalidOperationException)
        {
            // How MQTTnet says that there is no such client, or that it is not running.
            _log.Take(clientId);
            return false;
        }
    }

    private Task OnStarted(EventArgs args)
    {
        // Handlers are called in the order in which they were added: once all are there, this one goes to the end again, so that it sees what they have decided.
        _server.ValidatingConnectionAsync -= OnValidated;
        _server.ValidatingConnectionAsync += OnValidated;
        LifetimeOf(CancellationToken.None);
        return Task.CompletedTask;
    }

    private Task OnStopped(EventArgs args)
    {
        if (_lifetime is not { } lifetime) return Task.CompletedTask;
        lifetime.HasStopped = true;
        _epochs?.Stopping(lifetime.Source);
        return Task.CompletedTask;
    }

    internal Task OnConnecting(ValidatingConnectionEventArgs args)
    {
        var remote = args.RemoteEndPoint;
        var connection = new BrokerConnection(LifetimeOf(args.CancellationToken), args.ClientId, remote)
        {
            AcceptedAtMs = NowMs,
            Local = args.ChannelAdapter.LocalEndPoint,
            KeepAliveSeconds = args.KeepAlivePeriod,
            CleanSession = args.CleanSession,
            SessionExpirySeconds = args.ProtocolVersion == MQTTnet.Formatter.MqttProtocolVersion.V500 ? args.SessionExpiryInterval : null,
            Principal = !string.IsNullOrEmpty(args.UserName) ? args.UserName : args.ClientCertificate?.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(),
        };
        _connections.Add(connection, isPeerStable: ReferenceEquals(remote, args.RemoteEndPoint));
        LookSoonerFor(args.KeepAlivePeriod);
        return Task.CompletedTask;
    }

    internal Task OnValidated(ValidatingConnectionEventArgs args)
    {
        if (args.ReasonCode == MqttConnectReasonCode.Success || _connections.Find(args.RemoteEndPoint, args.ClientId) is not { } refused) return Task.CompletedTask;
        _connections.Remove(refused);
        if (!string.IsNullOrEmpty(args.ClientId)) Tell(refused.Lifetime, refused.Refused(args.ClientId, NowMs, args.ReasonCode));
        return Task.CompletedTask;
    }

    internal Task OnConnected(ClientConnectedEventArgs args)
    {
        // Not known: it was connecting when the adapter was started, and the next pass finds it; or it was taken over long ago.
        if (_connections.Find(args.RemoteEndPoint, args.ClientId) is not { } connection) return Task.CompletedTask;
        _log.Take(args.ClientId);
        TellOf(connection, args.ClientId, NowMs);
        return Task.CompletedTask;
    }

    internal Task OnDisconnected(ClientDisconnectedEventArgs args)
    {
        var isTakeover = args.DisconnectType == MqttClientDisconnectType.Takeover;
        var connection = _connections.Find(args.RemoteEndPoint, args.ClientId);
        if (connection is { Remote: null, Replaced: { } replaced } && isTakeover) connection = replaced;

        // Of one that nobody knows it is remembered that it has ended: a pass may have it in its list.
        connection ??= Adopt(args.RemoteEndPoint, args.ClientId, NowMs);
        if (!connection.TryEnd(Looks, isTakeover)) return Task.CompletedTask;
        var reason = EndOfConnection.ReasonOf(connection, args.DisconnectType, _log.Take(args.ClientId), _time.GetUtcNow().UtcDateTime);
        Tell(connection.Lifetime, connection.Ended(args, reason, NowMs));
        return Task.CompletedTask;
    }

    private void TellOf(BrokerConnection connection, string clientId, long atMs)
    {
        if (IsReady && connection.TryTell(atMs)) Tell(connection.Lifetime, connection.Connected(clientId));
    }

    private void Tell(BrokerLifetime lifetime, in LifecycleEvent lifecycleEvent)
    {
        if (!IsReady) return;
        try
        {
            _index.Apply(lifecycleEvent);
        }
        catch (ArgumentException exception)
        {
            // What MQTTnet goes on to do for the client must not depend on it.
            Log.NotTaken(_logger, exception);
        }

        if (_options.PublishesPresence) _publisher!.Add(lifecycleEvent with { Connection = lifecycleEvent.Number is { } number ? lifetime.KeyOf(number) : default });
    }

    /// <summary>
    /// Gets the lifetime of the broker that an event is from. The first word of a new one may come before the broker says that it has started; one of an old one, whose stop token is
    /// cancelled, may come after that.
    /// </summary>
    private BrokerLifetime LifetimeOf(CancellationToken stopping)
    {
        if (_lifetime is { } present && (present.Stopping == stopping || stopping.IsCancellationRequested)) return present;
        lock (_lifetimes)
        {
            if (_lifetime is { IsStopping: false } known && (known.Stopping == stopping || known.Stopping == default || stopping == default))
            {
                if (stopping != default) known.Stopping = stopping;
                return known;
            }

            _lifetime = new BrokerLifetime(_options.Node, Math.Max(NowMs, (_lifetime?.Source.Epoch ?? 0) + 1), stopping);
            _epochs?.Started(_lifetime.Source);
            return _lifetime;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.EventNotTaken, LogLevel.Warning, "An event of the MQTT broker was not taken in.")]
        public static partial void NotTaken(ILogger logger, Exception exception);

        [LoggerMessage(EventIds.LookFailed, LogLevel.Warning, "The clients of the MQTT broker could not be read; it is tried again in a few seconds.")]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}
