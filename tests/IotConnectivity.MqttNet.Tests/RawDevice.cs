using System.Net.Sockets;
using System.Text;
using MQTTnet.Formatter;

namespace IotConnectivity.MqttNet;

/// <summary>A device that does what no MQTT library does: falls silent, drops its socket, talks nonsense.</summary>
internal sealed class RawDevice : IDisposable
{
    private readonly Socket _socket;

    private RawDevice(Socket socket) => _socket = socket;

    public int Port => ((System.Net.IPEndPoint)_socket.LocalEndPoint!).Port;

    public static async Task<RawDevice> ConnectAsync(int port, string clientId, MqttProtocolVersion version, int keepAlive = 60)
    {
        var device = await BeginAsync(port, clientId, version, keepAlive);
        var answer = new byte[64];
        var length = await device._socket.ReceiveAsync(answer);
        Assert.True(length >= 4 && answer[0] == 0x20 && answer[3] == 0, "no CONNACK that accepts");
        return device;
    }

    /// <summary>Sends CONNECT and waits for nothing.</summary>
    public static async Task<RawDevice> BeginAsync(int port, string clientId, MqttProtocolVersion version, int keepAlive = 60)
    {
        var device = new RawDevice(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        await device._socket.ConnectAsync("127.0.0.1", port);
        await device.SendConnectAsync(clientId, version, keepAlive);
        return device;
    }

    public Task SendConnectAsync(string clientId, MqttProtocolVersion version, int keepAlive = 60)
    {
        var id = Encoding.UTF8.GetBytes(clientId);
        var isFive = version == MqttProtocolVersion.V500;
        List<byte> body = [0, 4, .. "MQTT"u8, (byte)(isFive ? 5 : 4), 2, (byte)(keepAlive >> 8), (byte)keepAlive];
        if (isFive) body.Add(0);
        body.AddRange([(byte)(id.Length >> 8), (byte)id.Length, .. id]);
        return SendAsync([0x10, (byte)body.Count, .. body]);
    }

    public Task PingAsync() => SendAsync([0xC0, 0]);

    public async Task SendAsync(byte[] bytes) => await _socket.SendAsync(bytes);

    /// <summary>Sends FIN and no DISCONNECT.</summary>
    public void Close() => _socket.Close();

    /// <summary>Sends RST.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();
}
