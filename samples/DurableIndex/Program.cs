// The index with its data in an SQLite file: run it twice, and the second run knows what the first one was told.
//
//   dotnet run -c Release --project samples/DurableIndex
//
// You see what was known at the start, then pump-17 connect or drop, whichever it did not do the last time, what has become of it until now, and which pumps are offline.
using IotConnectivity;
using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.History;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Queries;
using IotConnectivity.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateEmptyApplicationBuilder(null);

// snippet: durable
builder.Services.AddThingConnectivity().UseSqlite("data/connectivity.db");

// end snippet
using var host = builder.Build();
await host.StartAsync();

var index = host.Services.GetRequiredService<ConnectivityIndex>();
host.Services.GetRequiredService<ThingRegistry>().TryCreate(new ThingName("pump-17"), attributes: null, typeName: null, out _, out _);
index.TryGet("pump-17", out var before);
Console.WriteLine($"at the start: connected: {before.Connected}, since: {before.Timestamp:u}");

// One lifetime of a broker that numbers its connections.
var source = before.Source ?? new LifecycleSource("my-broker");
var lifecycleEvent = new LifecycleEvent
{
    Kind = before.Connected ? LifecycleEventKind.Disconnected : LifecycleEventKind.Connected,
    ClientId = "pump-17",
    Source = source,
    Number = before.Connected ? before.Number : (before.Number ?? 0) + 1,
    TimestampMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
    Reason = before.Connected ? DisconnectReason.ConnectionLost : DisconnectReason.None,
    ReasonQuality = before.Connected ? ReasonQuality.Stated : ReasonQuality.Absent,
};

// snippet: acknowledge
var journal = host.Services.GetRequiredService<ConnectivityJournal>();
var outcome = await journal.ApplyAsync(lifecycleEvent);

// end snippet
index.TryGet("pump-17", out var after);
Console.WriteLine($"{outcome}: connected: {after.Connected}, since: {after.Timestamp:u}, and that is on the disk");

// snippet: history
var history = host.Services.GetRequiredService<ThingHistory>();
var uptime = await history.GetUptimeAsync("pump-17", DateTimeOffset.UtcNow.AddDays(-7), DateTimeOffset.UtcNow);
var explanation = await history.ExplainAsync("pump-17");
Console.WriteLine($"connected for {uptime!.Connected}, {uptime.Drops.Values.Sum()} drops; the last event: {explanation!.Events[0].Explanation}");

// end snippet

// snippet: find
var fleet = host.Services.GetRequiredService<FleetIndex>();
foreach (var found in fleet.Search(FleetQuery.Parse("connectivity.connected:false AND thingName:pump*")))
{
    Console.WriteLine($"{found.Thing.Name} is offline since {found.Connectivity.Timestamp:u}, reason: {found.Connectivity.DisconnectReason}");
}

// end snippet

// snippet: group
using var memberships = fleet.WatchMemberships();
var groups = host.Services.GetRequiredService<DynamicThingGroups>();
groups.TryCreate("online-pumps", FleetQuery.Parse("connectivity.connected:true AND thingName:pump*"), description: null, attributes: null, out _, out _);

// end snippet
await host.StopAsync();
