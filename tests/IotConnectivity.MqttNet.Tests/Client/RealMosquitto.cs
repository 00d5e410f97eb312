using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace IotConnectivity.MqttNet.Client;

/// <summary>A Mosquitto of the system on a free port of the loopback interface, with its log on topics.</summary>
internal sealed class RealMosquitto : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosquitto-").FullName;
    private Process? _process;

    private RealMosquitto()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public static async Task<RealMosquitto> StartAsync()
    {
        var broker = new RealMosquitto();
        await File.WriteAllLinesAsync(
            Path.Combine(broker._folder, "mosquitto.conf"),
            [$"listener {broker.Port} 127.0.0.1", "allow_anonymous true", "log_dest topic", "log_type error", "log_type notice", "log_type information", "connection_messages true", "sys_interval 2"]);
        await broker.RunAsync();
        return broker;
    }

    public async Task RunAsync()
    {
        _process = Process.Start(new ProcessStartInfo("mosquitto", ["-c", Path.Combine(_folder, "mosquitto.conf")]))!;
        for (var end = DateTime.UtcNow + RealBroker.Patience; DateTime.UtcNow < end;)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }

        Assert.Fail("mosquitto does not listen");
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
