// The index inside a console program: no server, no broker, no account.
//
//   dotnet run -c Release --project samples/EmbeddedIndex
//
// You see pump-17 connect, drop, and what the index says about it each time.

// snippet: embedded
using System.Text;
using IotConnectivity;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Services.AddThingConnectivity();
using var host = builder.Build();
await host.StartAsync();

var index = host.Services.GetRequiredService<ConnectivityIndex>();
var things = host.Services.GetRequiredService<ThingRegistry>();
things.TryCreate(new ThingName("pump-17"), attributes: null, typeName: null, out _, out _);

var parser = new AwsLifecycleParser { ResolveClientId = index.FindName };
foreach (var json in (string[])
[
    """{"clientId":"pump-17","timestamp":1767168000250,"eventType":"connected","versionNumber":41,"ipAddress":"198.51.100.24"}""",
    """{"clientId":"pump-17","timestamp":1767171612004,"eventType":"disconnected","versionNumber":41,"disconnectReason":"CONNECTION_LOST"}""",
])
{
    if (!parser.TryParse(Encoding.UTF8.GetBytes(json), out var lifecycleEvent, out var error)) throw new FormatException(error.Message);
    index.Apply(lifecycleEvent);
    index.TryGet("pump-17", out var status);
    Console.WriteLine($"connected: {status.Connected}, since: {status.Timestamp:u}, reason: {status.DisconnectReason}");
}

// end snippet

// snippet: watch
using var feed = index.Watch();
index.Apply(new LifecycleEvent
{
    Kind = LifecycleEventKind.Connected,
    ClientId = "pump-17",
    Source = new LifecycleSource("my-broker"),
    Number = 1,
    TimestampMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
});
await foreach (var (change, missed) in feed)
{
    Console.WriteLine($"{change.ThingName} is {(change.After.Connected ? "online" : "offline")}, {missed} changes missed");
    break;
}

// end snippet
await host.StopAsync();
