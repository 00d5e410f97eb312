using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace IotConnectivity.Benchmarks.Http;

/// <summary>Events a second through <c>POST /lifecycle-events</c>, newline-delimited and signed; making and signing the requests is not counted, sending them is.</summary>
internal static class IngestReport
{
    private const int Things = 1_000_000;
    private const int EventsInRequest = 50_000;
    private const int Requests = 40;

    public static async Task RunAsync(IReadOnlyList<string> args)
    {
        var connections = args.Count > 0 ? int.Parse(args[0]) : 2;
        var (app, address) = await TestServer.StartConnectivityAsync();
        HttpReport.Fill(app.Services);
        var signer = new SignedRequests($"127.0.0.1:{address.Port}", TestServer.KeyId, TestServer.Secret);

        Console.WriteLine("| round | events/s | MB/s |");
        Console.WriteLine("|---:|---:|---:|");
        for (var round = 0; round <= 3; round++)
        {
            var bodies = Enumerable.Range(0, Requests).Select(n => Body(round, n)).ToArray();
            var requests = bodies.Select(body => signer.Post("/lifecycle-events", "dialect=aws", "application/x-ndjson", body)).ToArray();
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, connections).Select(n => Task.Run(() => SendAsync(address, requests, n, connections))));
            var seconds = watch.Elapsed.TotalSeconds;
            if (round > 0) Console.WriteLine($"| {round} | {(long)Requests * EventsInRequest / seconds:N0} | {bodies.Sum(static body => (long)body.Length) / seconds / 1e6:F0} |");
        }

        await app.DisposeAsync();
    }

    private static byte[] Body(int round, int n)
    {
        var random = new Random((round * 1000) + n);
        var text = new StringBuilder();
        for (var i = 0; i < EventsInRequest; i++)
        {
            var thing = random.Next(Things);
            text.Append($$"""{"clientId":"{{Fleet.NameOf(thing)}}","timestamp":{{Fleet.Start + (round * 60_000) + n}},"eventType":"connected","sessionIdentifier":"{{Fleet.SessionOf(thing, n)}}","principalIdentifier":"9d1f6c0c5e0b4f34b2a77f4c2d0e8a61b6f1c2d3e4f5061728394a5b6c7d8e9f","ipAddress":"198.51.100.24","versionNumber":{{(round * 1000) + n + 1}}}""").Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task SendAsync(System.Net.IPEndPoint server, byte[][] requests, int first, int step)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server);
        var answer = new byte[64 * 1024];
        for (var i = first; i < requests.Length; i += step)
        {
            for (var sent = 0; sent < requests[i].Length;) sent += await socket.SendAsync(requests[i].AsMemory(sent));
            var filled = 0;
            while (filled == 0 || !answer.AsSpan(0, filled).EndsWith("}"u8)) filled += await socket.ReceiveAsync(answer.AsMemory(filled));
            var text = Encoding.ASCII.GetString(answer, 0, filled);
            if (!text.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) || !text.Contains("\"rejected\":[]", StringComparison.Ordinal)) throw new IOException(text);
        }
    }
}
