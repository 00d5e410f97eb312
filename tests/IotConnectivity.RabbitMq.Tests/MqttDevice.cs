using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IotConnectivity.RabbitMq;

/// <summary>A device: Mosquitto's client, or the first packets of MQTT 3.1.1 on a socket where many are needed or one falls silent.</summary>
internal static class MqttDevice
{
    private static readonly byte[] Disconnect = [0xE0, 0];

    /// <summary>Starts a subscriber that connects again by itself until it is killed.</summary>
    internal static Subscriber Subscribe(RabbitMqBroker broker, string clientId, params string[] options) => new(Start(broker, "mosquitto_sub", clientId, ["-t", "jobs", .. options]));

    /// <summary>Connects, publishes and disconnects.</summary>
    internal static async Task PublishAsync(RabbitMqBroker broker, string clientId, params string[] options)
    {
        using var process = Start(broker, "mosquitto_pub", clientId, ["-t", "state", "-m", "up", .. options]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Connects and says nothing more.</summary>
    internal static async Task<Socket> ConnectAsync(RabbitMqBroker broker, string clientId, byte keepAlive = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, broker.MqttPort);
        var id = Encoding.UTF8.GetBytes(clientId);
        byte[] connect = [0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, keepAlive, 0, (byte)id.Length, .. id];
        await socket.SendAsync(connect);
        var answer = new byte[4];
        var length = await socket.ReceiveAsync(answer);
        Assert.Equal("20020000", Convert.ToHexString(answer.AsSpan(0, length)));
        return socket;
    }

    internal static async Task LeaveAsync(Socket socket)
    {
        await socket.SendAsync(Disconnect);
        socket.Dispose();
    }

    private static Process Start(RabbitMqBroker broker, string program, string clientId, string[] options) => Process.Start(
        new ProcessStartInfo(program, ["-h", "127.0.0.1", "-p", broker.MqttPort.ToString(CultureInfo.InvariantCulture), "-i", clientId, .. options])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;

    /// <summary>A running subscriber. Nobody is left behind when the test ends.</summary>
    internal sealed class Subscriber(Process process) : IDisposable
    {
        internal void Kill() => process.Kill();

        public void Dispose()
        {
            process.Kill();
            process.Dispose();
        }
    }
}
