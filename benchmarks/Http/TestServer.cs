using System.Net;
using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.DependencyInjection;
using IotConnectivity.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Benchmarks.Http;

/// <summary>The server as the sample builds it, or one with nothing but an empty endpoint.</summary>
internal static class TestServer
{
    public const string KeyId = "bench";
    public const string Secret = "bench-secret";

    public static async Task<(WebApplication App, IPEndPoint Address)> StartAsync(Action<WebApplicationBuilder>? add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        add?.Invoke(builder);
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        map(app);
        await app.StartAsync();
        var url = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return (app, new IPEndPoint(IPAddress.Loopback, url.Port));
    }

    public static Task<(WebApplication App, IPEndPoint Address)> StartConnectivityAsync() => StartAsync(
        builder =>
        {
            var principal = new ConnectivityPrincipal("arn:aws:iam::123456789012:user/bench");
            var policy = PolicyDocument.Parse("""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iot:*","iotconnectivity:*"],"Resource":"*"}]}""");
            builder.Services.AddThingConnectivity().AddAwsApi(options => options.Policies[principal.Arn] = [policy]);
            builder.Services.AddAuthentication(SigV4Defaults.AuthenticationScheme)
                .AddSigV4(options => options.AccessKeys.Add(new AccessKey(KeyId, Secret, principal)));
        },
        app =>
        {
            app.UseAwsProtocol();
            app.UseAuthentication();
            app.MapThingConnectivity();
        });
}
