using IotConnectivity;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;

namespace ConnectivityServer;

/// <summary>
/// A simulated fleet, so that there is something to ask about: most devices are online, some left hours ago, one in fifty flaps, and half a minute after the start
/// one site loses its network for a minute.
/// </summary>
/// <remarks>Device names are <c>demo-00001</c> and so on; the attribute <c>site</c> says where they stand. The same number of things behaves the same each time.</remarks>
internal sealed class DemoFleet(
    ConnectivityIndex index, ThingRegistry registry, ConnectivityJournal journal, TimeProvider time, int count) : BackgroundService
{
    private const int Step = 250;
    private const int OutageStartStep = 30_000 / Step;
    private const int OutageEndStep = 90_000 / Step;
    private const string OutageSite = "south";

    private static readonly string[] Sites = ["north", "south", "east", "west"];

    private static readonly DisconnectReason[] Reasons =
    [
        DisconnectReason.ConnectionLost, DisconnectReason.ConnectionLost, DisconnectReason.ConnectionLost,
        DisconnectReason.MqttKeepAliveTimeout, DisconnectReason.MqttKeepAliveTimeout, DisconnectReason.ClientInitiatedDisconnect,
        DisconnectReason.ClientInitiatedDisconnect, DisconnectReason.DuplicateClientId, DisconnectReason.ServerInitiatedDisconnect, DisconnectReason.AuthError,
    ];

    // One lifetime of a broker: connections of an earlier run of the server do not come back.
    private readonly LifecycleSource _source = new("demo") { Epoch = time.GetUtcNow().ToUnixTimeMilliseconds() };
    private readonly Random _random = new(count);
    private readonly Device[] _devices = new Device[count];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await journal.WaitUntilReadyAsync(stoppingToken);
        await BeginAsync(time.GetUtcNow().ToUnixTimeMilliseconds(), stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Step), time);
        for (var step = 0; await timer.WaitForNextTickAsync(stoppingToken); step++)
        {
            Live(step, time.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    /// <summary>Registers the things and tells what happened before the start; things of an earlier run just connect again.</summary>
    private async Task BeginAsync(long now, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            if (i % 1000 == 0) await journal.WaitForRoomAsync(cancellationToken);
            var device = new Device($"demo-{i + 1:D5}", Sites[i % Sites.Length], Flaps: i % 50 == 7);
            _devices[i] = device;
            registry.TryCreate(
                new ThingName(device.Name),
                new Dictionary<string, string> { ["site"] = device.Site, ["firmware"] = $"2.{_random.Next(4)}" },
                typeName: null,
                out _,
                out _);
            if (_random.Next(20) == 0) continue;
            if (index.TryGet(device.Name, out var known) && known.Timestamp is not null)
            {
                Connect(device, now);
                continue;
            }

            var connectedAt = now - _random.Next(1, 72 * 3_600_000);
            Connect(device, connectedAt);
            if (_random.Next(12) == 0) Disconnect(device, connectedAt + _random.NextInt64(now - connectedAt), Reasons[_random.Next(Reasons.Length)]);
        }
    }

    private void Live(int step, long now)
    {
        if (step == OutageStartStep) ForSite(device => Disconnect(device, now, DisconnectReason.ConnectionLost));
        var isOutage = step is >= OutageStartStep and < OutageEndStep;
        foreach (var device in _devices)
        {
            if (isOutage && device.Site == OutageSite) continue;

            // About one change in an hour for a healthy device, one in ten seconds for one that flaps; back after a few minutes at most.
            var odds = device.Flaps ? 10_000 / Step : device.IsOnline ? 3_600_000 / Step : 60_000 / Step;
            if (_random.Next(odds) != 0) continue;
            if (device.IsOnline) Disconnect(device, now, Reasons[_random.Next(Reasons.Length)]);
            else if (device.Number > 0) Connect(device, now);
        }

        void ForSite(Action<Device> act)
        {
            foreach (var device in _devices)
            {
                if (device.Site == OutageSite && device.IsOnline) act(device);
            }
        }
    }

    private void Connect(Device device, long at)
    {
        device.IsOnline = true;
        device.Number++;
        index.Apply(new LifecycleEvent
        {
            Kind = LifecycleEventKind.Connected,
            ClientId = device.Name,
            Source = _source,
            TimestampMs = at,
            Number = device.Number,
            KeepAliveSeconds = 60,
            CleanSession = true,
            SourceIp = PeerAddress.From(new System.Net.IPAddress([198, 51, 100, (byte)_random.Next(1, 255)])),
            SourcePort = _random.Next(32_768, 61_000),
        });
    }

    private void Disconnect(Device device, long at, DisconnectReason reason)
    {
        device.IsOnline = false;
        index.Apply(new LifecycleEvent
        {
            Kind = LifecycleEventKind.Disconnected,
            ClientId = device.Name,
            Source = _source,
            TimestampMs = at,
            Number = device.Number,
            Reason = reason,
            ReasonQuality = ReasonQuality.Stated,
            RawReason = reason.ToWireText(),
        });
    }

    private sealed record Device(string Name, string Site, bool Flaps)
    {
        public bool IsOnline { get; set; }

        public long Number { get; set; }
    }
}
