using System.Net;
using System.Net.Sockets;
using System.Text;
using IotConnectivity.AspNetCore.Authentication;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>A POST of events whose body the test sends piece by piece, and may never end.</summary>
internal sealed class OpenRequest : IAsyncDisposable
{
    private readonly NetworkStream _stream;

    private OpenRequest(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    /// <summary>Opens a request with the token of the one who may do everything.</summary>
    /// <param name="framing">The header that says where the body ends.</param>
    public static async Task<OpenRequest> StartAsync(ApiHost host, string framing = "Transfer-Encoding: chunked")
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPEndPoint.Parse(host.Address.Authority), TestContext.Current.CancellationToken);
        var request = new OpenRequest(socket);
        await request.WriteAsync(
            $"POST /lifecycle-events HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {ApiHost.AdminToken}\r\n"
            + $"Content-Type: application/x-ndjson\r\n{framing}\r\n\r\n");
        return request;
    }

    public ValueTask SendChunkAsync(string text) => WriteAsync($"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n");

    public ValueTask WriteAsync(string text) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>Ends the body and reads the answer.</summary>
    public async Task<RawResponse> EndAsync()
    {
        await WriteAsync("0\r\n\r\n");
        return await ReadAnswerAsync();
    }

    public async Task<RawResponse> ReadAnswerAsync()
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!RawResponse.IsComplete(text.ToString()))
        {
            var read = await _stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            if (read == 0) break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return RawResponse.Parse(text.ToString());
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
