using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using IotConnectivity.Storage;
using IotConnectivity.TestKit.Conventions;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.RabbitMq;

/// <summary>The sample server is killed while events come in.</summary>
[Collection(BrokerCollection.Name)]
public class RabbitMqKillTests(RabbitMqBroker broker)
{
    private const string Queue = "server-killed";
    private const int Rounds = 3;
    private const int DevicesOfRound = 60;

    [Fact]
    public async Task Server_IsKilledAgainAndAgain_LosesNothing()
    {
        RabbitMqBroker.Require();
        using var database = new TemporaryDatabase();
        Dictionary<string, Socket?> devices = [];
        var random = new Random(17);
        for (var round = 0; round < Rounds; round++)
        {
            using var server = await StartServerAsync(database);
            for (var i = 0; i < DevicesOfRound; i++)
            {
                var name = $"device-{random.Next(40)}";
                var open = devices.GetValueOrDefault(name);
                if (open is not null) await MqttDevice.LeaveAsync(open);
                devices[name] = open is null ? await MqttDevice.ConnectAsync(broker, name) : null;
            }

            // Some of it is applied, some is durable, some is acknowledged.
            server.Kill();
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await using (var rest = await ConnectivityHost.ConnectAsync(broker, Queue, database.Path))
        {
            foreach (var (name, socket) in devices) await rest.UntilAsync(name, thing => thing.Connected == socket is not null);
        }

        await using var stored = await ConnectivityHost.StartAsync(null, database.Path);
        Assert.All(devices, device => Assert.True(stored.Index.TryGet(device.Key, out var state) && state.Connected == device.Value is not null, device.Key));

        // Of the hundreds of messages only those are left that tell of the programs themselves, which left last.
        Assert.InRange(await broker.CountAsync(Queue), 0, 10);
        foreach (var socket in devices.Values) socket?.Dispose();
    }

    [Fact]
    public async Task Source_NothingIsDurableYet_AcknowledgesNothing()
    {
        RabbitMqBroker.Require();
        var store = HeldStore.Make(new InMemoryConnectivityStore(), out var held);
        await using var host = await ConnectivityHost.StartAsync(options => (options.Uri, options.Queue) = (broker.Amqp, "held"), services: services => services.AddSingleton(store));
        await host.UntilAsync(() => host.Link.IsConnected);
        try
        {
            using var device = await MqttDevice.ConnectAsync(broker, "held-1");
            await host.UntilAsync("held-1", static thing => thing.Connected);

            await broker.UntilUnacknowledgedAsync("held", has: true);
        }
        finally
        {
            held.Release();
        }

        await broker.UntilUnacknowledgedAsync("held", has: false);
    }

    private async Task<Process> StartServerAsync(TemporaryDatabase database)
    {
        var output = Path.GetRelativePath(Path.Combine(RepositoryRoot.Path, "tests", "IotConnectivity.RabbitMq.Tests"), AppContext.BaseDirectory);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(RepositoryRoot.Path, "samples", "ConnectivityServer", output, "ConnectivityServer.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = database.Folder,
        };
        start.Environment["urls"] = "http://127.0.0.1:0";
        start.Environment["DataDirectory"] = database.Folder;
        start.Environment["ThingConnectivity__RegisterOnFirstContact"] = "true";
        start.Environment["Ingest__RabbitMq__Uri"] = broker.Amqp.ToString();
        start.Environment["Ingest__RabbitMq__Queue"] = Queue;
        start.Environment["Ingest__RabbitMq__PrefetchCount"] = 100.ToString(CultureInfo.InvariantCulture);
        var server = Process.Start(start)!;
        var isConnected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.ErrorDataReceived += static (_, _) => { };
        server.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) isConnected.TrySetException(new InvalidOperationException("the server has ended"));
            else if (line.Data.Contains("are taken in", StringComparison.Ordinal)) isConnected.TrySetResult();
        };
        server.BeginErrorReadLine();
        server.BeginOutputReadLine();
        await isConnected.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return server;
    }
}
