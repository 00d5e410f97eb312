using System.Text;
using IotConnectivity.Indexing;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.Benchmarks.Http;

/// <summary>Signed status queries a second beside an empty minimal-API endpoint that returns the same bytes. Client and server share the machine.</summary>
internal static class HttpReport
{
    private const int Things = 1_000_000;
    private const int Requests = 10_000;
    private const int Rounds = 5;

    public static async Task RunAsync(IReadOnlyList<string> args)
    {
        var connections = args.Count > 0 ? int.Parse(args[0]) : 32;
        var (connectivity, address) = await TestServer.StartConnectivityAsync();
        Fill(connectivity.Services);

        var body = "{}"u8.ToArray();
        var signer = new SignedRequests($"127.0.0.1:{address.Port}", TestServer.KeyId, TestServer.Secret);
        var requests = Fleet.RandomNames(Things, Requests).Select(name => signer.Post($"/things/{name}/connectivity-data", "", "application/json", body)).ToArray();

        var bytes = Encoding.UTF8.GetBytes("""{"thingName":"device-00000000","connected":true,"timestamp":1767168000,"disconnectReason":"NONE","keepAliveDuration":60,"cleanSession":true,"sessionExpiry":3600,"clientId":"device-00000000"}""");
        var (empty, emptyAddress) = await TestServer.StartAsync(null, app => app.MapPost("/things/{thingName}/connectivity-data", (HttpContext http) =>
        {
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = bytes.Length;
            return http.Response.Body.WriteAsync(bytes).AsTask();
        }));

        Console.WriteLine("| round | empty endpoint (requests/s) | signed status query (requests/s) | ratio |");
        Console.WriteLine("|---:|---:|---:|---:|");
        var ratios = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var plain = await LoadClient.RunAsync(emptyAddress, requests, connections, TimeSpan.FromSeconds(4));
            var signed = await LoadClient.RunAsync(address, requests, connections, TimeSpan.FromSeconds(4));

            // The first round warms up.
            if (round == 0) continue;
            ratios.Add(signed / plain);
            Console.WriteLine($"| {round} | {plain:N0} | {signed:N0} | {signed / plain:F2} |");
        }

        ratios.Sort();
        Console.WriteLine($"| median | | | {ratios[Rounds / 2]:F2} |");
        await connectivity.DisposeAsync();
        await empty.DisposeAsync();
    }

    internal static void Fill(IServiceProvider services)
    {
        var registry = services.GetRequiredService<ThingRegistry>();
        var index = services.GetRequiredService<ConnectivityIndex>();
        for (var i = 0; i < Things; i++)
        {
            registry.TryCreate(new ThingName(Fleet.NameOf(i)), null, null, out _, out _);
            index.Apply(Fleet.Connect(i, 0));
        }
    }
}
