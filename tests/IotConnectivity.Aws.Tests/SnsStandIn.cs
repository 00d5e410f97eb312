using System.Collections.Concurrent;
using IotConnectivity.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Aws;

/// <summary>Answers as Amazon SNS does, to those whose signature is good.</summary>
internal sealed class SnsStandIn : IAsyncDisposable
{
    internal const string KeyId = "AKIDEXAMPLE";
    internal const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    internal const string Token = "TOKEN/EXAMPLE+1==";

    private readonly WebApplication _app;

    private SnsStandIn(WebApplication app) => _app = app;

    /// <summary>Gets the form of each publication whose signature was good.</summary>
    internal ConcurrentQueue<IReadOnlyDictionary<string, string>> Published { get; } = new();

    /// <summary>Gets or sets what is answered instead: a status and a body.</summary>
    internal (int Status, string Body)? Answer { get; set; }

    internal Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    internal static string Error(string code, string message) =>
        $"<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>";

    internal static async Task<SnsStandIn> StartAsync(string? token = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication(SigV4Defaults.AuthenticationScheme).AddSigV4(options =>
        {
            options.Region = "eu-west-1";
            options.Services.Add("sns");
            options.AccessKeys.Add(new AccessKey(KeyId, Secret, new ConnectivityPrincipal("arn:aws:iam::123456789012:user/alerts"), token));
        });
        var app = builder.Build();
        var standIn = new SnsStandIn(app);
        app.UseAuthentication();
        app.MapPost("/", standIn.PublishAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return standIn;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task PublishAsync(HttpContext http)
    {
        http.Response.ContentType = "text/xml";
        if (http.User.Identity?.IsAuthenticated != true)
        {
            http.Response.StatusCode = 403;
            await http.Response.WriteAsync(Error("SignatureDoesNotMatch", "The request signature we calculated does not match"));
            return;
        }

        if (Answer is { } answer)
        {
            http.Response.StatusCode = answer.Status;
            await http.Response.WriteAsync(answer.Body);
            return;
        }

        var form = await http.Request.ReadFormAsync();
        Published.Enqueue(form.ToDictionary(static member => member.Key, static member => member.Value.ToString()));
        await http.Response.WriteAsync("<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>");
    }
}
