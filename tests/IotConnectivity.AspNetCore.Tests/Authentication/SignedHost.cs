using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>A server on a free port of this machine whose endpoints need a signature or a token, and a client that sends bytes as they are.</summary>
internal sealed class SignedHost : IAsyncDisposable
{
    public const string Token = "webhook-token-0123456789";

    private readonly WebApplication _app;
    private readonly IPEndPoint _address;

    private SignedHost(WebApplication app)
    {
        _app = app;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _address = IPEndPoint.Parse(new Uri(address).Authority);
    }

    /// <summary>Gets every log line that was written, whatever its level.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    public Uri Address => new($"http://{_address}/");

    public static async Task<SignedHost> StartAsync(Action<SigV4Options>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace);
        var recorder = new RecordingProvider();
        builder.Logging.AddProvider(recorder);
        builder.Services.AddSingleton<TimeProvider>(new FixedTime(Example.Now));
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(SigV4Defaults.AuthenticationScheme)
            .AddSigV4(options =>
            {
                options.AccessKeys.Add(Example.Key());
                options.MaxBodyBytes = 100_000;
                configure?.Invoke(options);
            })
            .AddConnectivityBearer(options => options.Tokens.Add(new BearerToken(Token, Example.Alice)));

        var app = builder.Build();
        app.UseAwsProtocol();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/open", () => "open");
        app.MapGet("/boom", void () => throw new InvalidOperationException("the secret is " + SlowSigner.Example.Secret[..1]));
        app.MapMethods("/echo/{**rest}", ["GET", "POST", "PUT", "DELETE"], EchoAsync).RequireAuthorization();
        app.MapPost("/large", EchoAsync).RequireAuthorization().WithMetadata(new SizeLimit(300_000));
        app.MapPost("/unlimited", EchoAsync).RequireAuthorization().WithMetadata(new SizeLimit(null));
        app.MapPost("/reread", RereadAsync).RequireAuthorization();
        app.MapGet("/nobody", () => "nobody").RequireAuthorization(policy => policy.RequireRole("nobody"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        var host = new SignedHost(app);
        recorder.Target = host.Log;
        return host;
    }

    /// <summary>Sends a request byte for byte and reads the answer to its end.</summary>
    public async Task<RawResponse> SendAsync(TestRequest request, bool isChunked = false)
    {
        var head = new StringBuilder($"{request.Method} {request.Target} HTTP/1.1\r\n");
        foreach (var (name, value) in request.Headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (isChunked) head.Append("Transfer-Encoding: chunked\r\n");
        else if (request.Body.Length > 0 && !request.Headers.Any(header => header.Name == "Content-Length")) head.Append($"Content-Length: {request.Body.Length}\r\n");
        head.Append("Connection: close\r\n\r\n");

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_address, TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head.ToString()), TestContext.Current.CancellationToken);
        var sending = SendBodyAsync(stream, request.Body, isChunked);
        var text = await ReadAnswerAsync(stream);
        // What a server does with the rest of a body that it refused is its own affair.
        socket.Close();
        await sending;
        return RawResponse.Parse(text);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<string> ReadAnswerAsync(NetworkStream stream)
    {
        var answer = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            answer.Write(buffer, 0, read);
            var text = Encoding.UTF8.GetString(answer.ToArray());
            if (read == 0 || RawResponse.IsComplete(text)) return text;
        }
    }

    private static async Task SendBodyAsync(NetworkStream stream, byte[] body, bool isChunked)
    {
        try
        {
            foreach (var chunk in body.Chunk(10_000))
            {
                if (isChunked) await stream.WriteAsync(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), TestContext.Current.CancellationToken);
                await stream.WriteAsync(chunk, TestContext.Current.CancellationToken);
                if (isChunked) await stream.WriteAsync("\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            }

            if (isChunked) await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // A server that refuses a body closes before it has read all of it.
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        var isInMemory = VerifiedBody.TryGet(context.Request, out var verified);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body.ToArray()));
        if (isInMemory) Assert.Equal(body.ToArray(), verified!.Memory.ToArray());
        var place = isInMemory ? "memory" : "stream";
        await context.Response.WriteAsync($"{ConnectivityPrincipal.Find(context.User)?.Arn} {body.Length} {hash} {place} {context.Request.Path}");
    }

    private static async Task RereadAsync(HttpContext context)
    {
        using var viaPipe = new MemoryStream();
        await context.Request.BodyReader.CopyToAsync(viaPipe);
        context.Request.Body.Position = 0;
        using var viaStream = new MemoryStream();
        await context.Request.Body.CopyToAsync(viaStream);
        await context.Response.WriteAsync($"{Encoding.UTF8.GetString(viaPipe.ToArray())} {Encoding.UTF8.GetString(viaStream.ToArray())}");
    }

    private sealed record SizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class RecordingProvider : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string>? Target { get; set; }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : string.Empty;
            Target?.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)} {values} {exception}");
        }
    }
}

/// <summary>An answer as it was on the wire.</summary>
internal sealed record RawResponse(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static RawResponse Parse(string text)
    {
        var cut = text.Split("\r\n\r\n", 2);
        var lines = cut[0].Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(line => line[0], line => line[1], StringComparer.OrdinalIgnoreCase);
        var body = cut[1];
        if (headers.GetValueOrDefault("Transfer-Encoding") == "chunked") body = string.Concat(body.Split("\r\n").Where((_, i) => i % 2 == 1));
        return new RawResponse(int.Parse(lines[0].Split(' ')[1]), headers, body);
    }

    /// <summary>Says whether nothing more will come.</summary>
    public static bool IsComplete(string text)
    {
        var cut = text.Split("\r\n\r\n", 2);
        if (cut.Length == 1) return false;
        var length = cut[0].Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return length is null ? text.EndsWith("0\r\n\r\n", StringComparison.Ordinal) : Encoding.UTF8.GetByteCount(cut[1]) >= int.Parse(length["Content-Length: ".Length..]);
    }

    /// <summary>Asserts that this is an AWS error, to the last byte.</summary>
    public void AssertError(int status, string name, string message)
    {
        Assert.Equal((status, name, "application/json"), (Status, Headers.GetValueOrDefault("x-amzn-ErrorType"), Headers.GetValueOrDefault("Content-Type")));
        Assert.Equal($$"""{"message":"{{message}}"}""", Body);
        Assert.True(Guid.TryParseExact(Headers["x-amzn-RequestId"], "D", out _));
    }
}
