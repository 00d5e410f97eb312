using System.Net;
using BenchmarkDotNet.Attributes;
using IotConnectivity.Indexing;
using IotConnectivity.MqttNet.Server;
using IotConnectivity.Registry;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet.Benchmarks;

/// <summary>What the adapter does for one client that connects and leaves: all of its handlers and the index behind them. The baseline makes MQTTnet's own event arguments and nothing else.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class ServerAdapterBenchmarks
{
    private readonly CancellationTokenSource _server = new();
    private readonly Dictionary<object, object> _items = [];
    private MqttConnectPacket[] _packets = [];
    private IPEndPoint[] _peers = [];
    private MqttServer _broker = null!;
    private MqttNetServerAdapter _adapter = null!;
    private Channel _channel = null!;
    private ServiceProvider _services = null!;
    private int _next;

    [Params(1000, 100_000)]
    public int Things { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _services = new ServiceCollection().AddThingConnectivity().Services.BuildServiceProvider();
        var registry = _services.GetRequiredService<ThingRegistry>();
        var random = new Random(1);
        _packets = new MqttConnectPacket[Things];
        for (var i = 0; i < Things; i++)
        {
            registry.TryCreate(new ThingName($"thing-{i}"), null, null, out _, out _);
            _packets[i] = new MqttConnectPacket { ClientId = $"thing-{i}", KeepAlivePeriod = 60, CleanSession = true };
        }

        random.Shuffle(_packets);
        _peers = [.. Enumerable.Range(0, Things).Select(static i => new IPEndPoint(IPAddress.Loopback, 1024 + (i % 60_000)))];
        var factory = new MqttServerFactory();
        _broker = factory.CreateMqttServer(factory.CreateServerOptionsBuilder().WithoutDefaultEndpoint().Build());
        _channel = new Channel();
        _adapter = new MqttNetServerAdapter(_broker, _services.GetRequiredService<ConnectivityIndex>(), new MqttNetServerLog());
    }

    [Benchmark(Baseline = true)]
    public object EventArgumentsOnly()
    {
        var (connecting, connected, disconnected) = Make();
        return (connecting, connected, disconnected);
    }

    [Benchmark]
    public async Task ConnectAndDisconnect()
    {
        var (connecting, connected, disconnected) = Make();
        await _adapter.OnConnecting(connecting);
        await _adapter.OnValidated(connecting);
        await _adapter.OnConnected(connected);
        await _adapter.OnDisconnected(disconnected);
    }

    private (ValidatingConnectionEventArgs Connecting, ClientConnectedEventArgs Connected, ClientDisconnectedEventArgs Disconnected) Make()
    {
        if (++_next == Things) _next = 0;
        var packet = _packets[_next];
        var peer = _peers[_next];
        _channel.RemoteEndPoint = peer;
        return (new ValidatingConnectionEventArgs(packet, _channel, _items, _server.Token),
            new ClientConnectedEventArgs(packet, MqttProtocolVersion.V311, peer, _items),
            new ClientDisconnectedEventArgs(packet, null, MqttClientDisconnectType.NotClean, peer, _items));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        if (_adapter.ConnectionCount != 0) throw new InvalidOperationException($"{_adapter.ConnectionCount} connections are left");
        _broker.Dispose();
        _server.Dispose();
        _services.Dispose();
    }

    // What a transport tells of itself.
    private sealed class Channel : IMqttChannelAdapter
    {
        public long BytesReceived => 0;

        public long BytesSent => 0;

        public System.Security.Cryptography.X509Certificates.X509Certificate2? ClientCertificate => null;

        public EndPoint? RemoteEndPoint { get; set; }

        public EndPoint LocalEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1883);

        public bool IsSecureConnection => false;

        public MqttPacketFormatterAdapter PacketFormatterAdapter { get; } = new(MqttProtocolVersion.V311, new MqttBufferWriter(64, 64));

        public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public void ResetStatistics()
        {
            // There are none.
        }

        public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            // Nothing is open.
        }
    }
}
