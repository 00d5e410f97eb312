using System.Net.Http.Headers;
using System.Text;
using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.DependencyInjection;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Indexing;
using IotConnectivity.Policies;
using IotConnectivity.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.AspNetCore;

/// <summary>The AWS IoT interface on a free port of this machine, with two callers: one that may do everything, and one with the policies of the test.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public const string AdminToken = "admin-token-0123456789";
    public const string CallerToken = "caller-token-0123456789";
    public const string CallerArn = "arn:aws:iam::123456789012:user/ops/alice";

    private static readonly ConnectivityPrincipal Admin = new("arn:aws:iam::123456789012:user/admin");
    private static readonly SlowSigner AdminSigner = SlowSigner.Example with { KeyId = "AKIDADMIN" };
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private ApiHost(WebApplication app, RecordingLoggerProvider log, HttpMessageHandler? handler)
    {
        _app = app;
        Log = log;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        _client = handler is null ? new HttpClient() : new HttpClient(handler);
        _client.Timeout = TimeSpan.FromSeconds(60);
    }

    public RecordingLoggerProvider Log { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public ManualTimeProvider Clock => (ManualTimeProvider)Services.GetRequiredService<TimeProvider>();

    public ConnectivityIndex Index => Services.GetRequiredService<ConnectivityIndex>();

    /// <summary>Starts a host with the policy of the second caller; none allows nothing.</summary>
    public static Task<ApiHost> StartAsync(string? policy = null) => StartAsync(new ApiHostSetup { Policy = policy });

    public static async Task<ApiHost> StartAsync(ApiHostSetup setup)
    {
        var (app, log) = Build(setup);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ApiHost(app, log, setup.ClientHandler);
    }

    /// <summary>Waits until an application that is being started listens, which it may do before its start is over.</summary>
    public static async Task<ApiHost> OfAsync(WebApplication app, RecordingLoggerProvider log)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        for (var i = 0; i < 3000 && (addresses.Count == 0 || addresses.Single().EndsWith(":0", StringComparison.Ordinal)); i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        return new ApiHost(app, log, handler: null);
    }

    /// <summary>Builds the application as a user would, without starting it.</summary>
    public static (WebApplication App, RecordingLoggerProvider Log) Build(ApiHostSetup setup)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (setup.Kestrel is { } kestrel) builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel);
        var log = new RecordingLoggerProvider();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("IotConnectivity", LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(new ManualTimeProvider(Example.Now));
        var connectivity = builder.Services.AddThingConnectivity().AddAwsApi(options =>
        {
            options.Policies[Admin.Arn] = [PolicyDocument.Parse(Policy.Allow("*"))];
            if (setup.Policy is not null) options.Policies[CallerArn] = [PolicyDocument.Parse(setup.Policy)];
            setup.Options?.Invoke(options);
        });
        connectivity.AddAlertTarget("arn:aws:sns:us-east-1:123456789012:Offline", static _ => new AlertFeed());
        setup.Add?.Invoke(connectivity);
        builder.Services.AddAuthentication(SigV4Defaults.AuthenticationScheme)
            .AddSigV4(options =>
            {
                options.AccessKeys.Add(new AccessKey(AdminSigner.KeyId, AdminSigner.Secret, Admin));
                options.AccessKeys.Add(Example.Key());
            })
            .AddConnectivityBearer(options =>
            {
                options.Tokens.Add(new BearerToken(AdminToken, Admin));
                options.Tokens.Add(new BearerToken(CallerToken, Example.Alice));
                foreach (var token in setup.Tokens) options.Tokens.Add(token);
            });

        var app = builder.Build();
        app.UseAwsProtocol();
        app.UseAuthentication();
        (setup.Prefix.Length == 0 ? (IEndpointRouteBuilder)app : app.MapGroup(setup.Prefix)).MapThingConnectivity();
        return (app, log);
    }

    /// <summary>Sends a request with the token of the one who may do everything.</summary>
    public Task<ApiResponse> SendAsync(string method, string target, string? body = null) => SendAsync(new ApiRequest(method, target, body), AdminToken);

    /// <summary>Sends a request with the token of the caller whose policy the test gave.</summary>
    public Task<ApiResponse> SendAsCallerAsync(string method, string target, string? body = null) => SendAsync(new ApiRequest(method, target, body), CallerToken);

    public Task<ApiResponse> SendAsync(ApiRequest request, string? token)
    {
        var message = ToMessage(request);
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return SendAsync(message);
    }

    /// <summary>Sends a request that carries a signature over path, query, headers and body.</summary>
    public Task<ApiResponse> SendSignedAsync(ApiRequest request)
    {
        var message = ToMessage(request);
        var unsigned = TestRequest.To(request.Method, request.Target, Address.Authority) with { Body = request.Bytes };
        var signed = AdminSigner.SignInHeader(unsigned, Example.Timestamp);
        foreach (var (name, value) in signed.Headers) message.Headers.TryAddWithoutValidation(name, value);
        return SendAsync(message);
    }

    /// <summary>Repeats a request with the token of the one who may do everything until the answer has what it waits for.</summary>
    public Task<ApiResponse> SendUntilAsync(ApiRequest request) => SendUntilAsync(request, filled => SendAsync(filled, AdminToken));

    /// <summary>Repeats a request until the answer has what it waits for.</summary>
    public static async Task<ApiResponse> SendUntilAsync(ApiRequest request, Func<ApiRequest, Task<ApiResponse>> send)
    {
        for (var left = 3000; ; left--)
        {
            var response = await send(request);
            if (request.Until is not { } text || response.Body.Contains(text, StringComparison.Ordinal)) return response;
            Assert.True(left > 0, $"{request} was answered {response}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public async Task<ApiResponse> SendAsync(HttpRequestMessage message)
    {
        using var response = await _client.SendAsync(message, TestContext.Current.CancellationToken);
        message.Dispose();
        return await ApiResponse.ReadAsync(response);
    }

    /// <summary>Gets the whole address of a target, without a change to its percent-encoding.</summary>
    public Uri AddressOf(string target) => new($"{Address.Scheme}://{Address.Authority}{target}", AsItIs);

    public async Task CreateThingsAsync(params string[] names)
    {
        foreach (var name in names) Assert.Equal(200, (await SendAsync("POST", $"/things/{name}")).Status);
    }

    /// <summary>Stops the server as an operator does.</summary>
    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private HttpRequestMessage ToMessage(ApiRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), AddressOf(request.Target));
        if (request.Body is not null || request.Bytes.Length > 0)
        {
            message.Content = new ByteArrayContent(request.Bytes);
            if (request.ContentType is not null) message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }
}

/// <summary>What a test changes in the host.</summary>
internal sealed record ApiHostSetup
{
    public string? Policy { get; init; }

    public string Prefix { get; init; } = string.Empty;

    public Action<AwsApiOptions>? Options { get; init; }

    /// <summary>Gets tokens of further callers.</summary>
    public IReadOnlyList<BearerToken> Tokens { get; init; } = [];

    public Action<ThingConnectivityBuilder>? Add { get; init; }

    public Action<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>? Kestrel { get; init; }

    public HttpMessageHandler? ClientHandler { get; init; }
}

/// <summary>A request before it has credentials.</summary>
internal sealed record ApiRequest(string Method, string Target, string? Body = null)
{
    public string? ContentType { get; init; } = "application/json";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Gets the text that the answer must have, or the request is repeated; what a background thread does takes a moment.</summary>
    public string? Until { get; init; }

    public byte[] Bytes { get; init; } = Body is null ? [] : Encoding.UTF8.GetBytes(Body);
}
