using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IotConnectivity.Indexing;
using IotConnectivity.MqttNet.Server;
using IotConnectivity.Registry;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet.Benchmarks;

/// <summary>Processor time and allocations of a real broker with real sockets, in turns with the adapter and without. The devices are in the same process and cost the same in both.</summary>
internal static class BrokerReport
{
    private const int Turns = 7;
    private const int Cycles = 3000;
    private const int Devices = 50;
    private const int PacketsOfEach = 4000;

    private static readonly byte[] Ping = [.. Enumerable.Repeat<byte[]>([0xC0, 0x00], 100).SelectMany(static packet => packet)];

    public static async Task RunAsync()
    {
        Console.WriteLine($"{Turns} turns each, medians; {Cycles} clients that connect and leave, {Devices * PacketsOfEach} packets");
        List<Cost>[] connects = [[], []];
        List<Cost>[] packets = [[], []];
        for (var turn = 0; turn <= Turns; turn++)
        {
            foreach (var isFollowed in new[] { false, true })
            {
                await using var broker = await Broker.StartAsync(isFollowed);
                var connect = await MeasureAsync(() => ConnectAndLeaveAsync(broker.Port), Cycles);
                var packet = await MeasureAsync(() => SendPacketsAsync(broker.Port), Devices * PacketsOfEach);

                // The first turn warms up.
                if (turn == 0) continue;
                connects[isFollowed ? 1 : 0].Add(connect);
                packets[isFollowed ? 1 : 0].Add(packet);
            }
        }

        Print("a client that connects and leaves", connects);
        Print("a packet of a client", packets);
        await PrintLookAsync();
    }

    private static void Print(string what, List<Cost>[] costs)
    {
        var (without, with) = (Cost.MedianOf(costs[0]), Cost.MedianOf(costs[1]));
        Console.WriteLine($"{what}: {without} without, {with} with; added: {new Cost(with.Microseconds - without.Microseconds, with.Bytes - without.Bytes)}");
    }

    private static async Task PrintLookAsync()
    {
        await using var broker = await Broker.StartAsync(isFollowed: true);
        const int Count = 2000;
        var sockets = new List<Socket>();
        for (var i = 0; i < Count; i++) sockets.Add(await ConnectAsync(broker.Port, i));
        for (var i = 0; i < 5; i++) await broker.Adapter!.LookAsync(compares: false);
        var cost = await MeasureAsync(
            async () =>
            {
                for (var i = 0; i < 50; i++) await broker.Adapter!.LookAsync(compares: false);
            },
            50 * Count);
        Console.WriteLine($"one look at one of {Count} clients, as a rule every 5 seconds: {cost}");
        foreach (var socket in sockets) socket.Dispose();
    }

    private static async Task<Cost> MeasureAsync(Func<Task> work, int count)
    {
        GC.Collect();
        var (time, bytes) = (Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes());
        await work();
        return new Cost((Process.GetCurrentProcess().TotalProcessorTime - time).TotalMicroseconds / count, (GC.GetTotalAllocatedBytes() - bytes) / (double)count);
    }

    private static async Task ConnectAndLeaveAsync(int port)
    {
        for (var i = 0; i < Cycles; i++)
        {
            using var socket = await ConnectAsync(port, i);
            socket.LingerState = new LingerOption(true, 0);
        }
    }

    private static Task SendPacketsAsync(int port) => Task.WhenAll(Enumerable.Range(0, Devices).Select(async i =>
    {
        using var socket = await ConnectAsync(port, i);
        var answers = new byte[4096];
        for (var sent = 0; sent < PacketsOfEach; sent += Ping.Length / 2)
        {
            await socket.SendAsync(Ping);
            for (var received = 0; received < Ping.Length;) received += await socket.ReceiveAsync(answers);
        }
    }));

    private static async Task<Socket> ConnectAsync(int port, int number)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var id = Encoding.UTF8.GetBytes($"thing-{number}");
        byte[] packet = [0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 60, 0, (byte)id.Length, .. id];
        await socket.SendAsync(packet);
        var answer = new byte[4];
        if (await socket.ReceiveAsync(answer) != 4 || answer[3] != 0) throw new InvalidOperationException("the broker refused a client");
        return socket;
    }

    private readonly record struct Cost(double Microseconds, double Bytes)
    {
        public static Cost MedianOf(List<Cost> costs) =>
            new(costs.Select(static cost => cost.Microseconds).Order().ElementAt(costs.Count / 2), costs.Select(static cost => cost.Bytes).Order().ElementAt(costs.Count / 2));

        public override string ToString() => $"{Microseconds:0.00} us, {Bytes:0} bytes";
    }

    private sealed class Broker : IAsyncDisposable
    {
        private ServiceProvider? _services;

        public required MqttServer Server { get; init; }

        public int Port { get; private init; }

        public MqttNetServerAdapter? Adapter { get; private set; }

        public static async Task<Broker> StartAsync(bool isFollowed)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();
            var factory = new MqttServerFactory();
            var options = factory.CreateServerOptionsBuilder().WithDefaultEndpoint().WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
                .WithDefaultEndpointBoundIPV6Address(IPAddress.None).WithDefaultEndpointPort(port).WithConnectionBacklog(1000).Build();
            var broker = new Broker { Server = factory.CreateMqttServer(options), Port = port };
            if (isFollowed) await broker.FollowAsync();
            await broker.Server.StartAsync();
            return broker;
        }

        public async ValueTask DisposeAsync()
        {
            await Server.StopAsync(new MqttServerStopOptions());
            Server.Dispose();
            if (Adapter is not null) await Adapter.DisposeAsync();
            if (_services is not null) await _services.DisposeAsync();
        }

        private async Task FollowAsync()
        {
            _services = new ServiceCollection().AddThingConnectivity().Services.BuildServiceProvider();
            var registry = _services.GetRequiredService<ThingRegistry>();
            for (var i = 0; i < Cycles; i++) registry.TryCreate(new ThingName($"thing-{i}"), null, null, out _, out _);
            Adapter = new MqttNetServerAdapter(Server, _services.GetRequiredService<ConnectivityIndex>(), new MqttNetServerLog());
            await Adapter.StartAsync(CancellationToken.None);
        }
    }
}
