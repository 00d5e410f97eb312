using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace IotConnectivity.Benchmarks.Http;

/// <summary>Sends ready-made requests over a few connections, one after the other on each, and counts the answers. As light as a client can be.</summary>
internal static class LoadClient
{
    public static async Task<double> RunAsync(IPEndPoint server, byte[][] requests, int connections, TimeSpan duration)
    {
        using var stop = new CancellationTokenSource(duration);
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(n => Task.Run(() => SendAsync(server, requests, n, connections, stop.Token))));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    private static async Task<long> SendAsync(IPEndPoint server, byte[][] requests, int first, int step, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, CancellationToken.None);
        var answer = new byte[16 * 1024];
        long count = 0;
        for (var next = first; !stop.IsCancellationRequested; next = (next + step) % requests.Length)
        {
            await socket.SendAsync(requests[next], CancellationToken.None);
            var filled = 0;
            do
            {
                var read = await socket.ReceiveAsync(answer.AsMemory(filled), CancellationToken.None);
                if (read == 0) throw new IOException("the server hung up");
                filled += read;
            }
            while (!IsWhole(answer.AsSpan(0, filled)));

            if (!answer.AsSpan(0, filled).StartsWith("HTTP/1.1 200"u8)) throw new IOException(System.Text.Encoding.ASCII.GetString(answer, 0, filled));
            count++;
        }

        return count;
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var length = answer.IndexOf("Content-Length: "u8);
        if (length < 0 || length > end) throw new IOException("the answer has no length");
        var digits = answer[(length + 16)..];
        return answer.Length == end + 4 + int.Parse(digits[..digits.IndexOf((byte)'\r')]);
    }
}
