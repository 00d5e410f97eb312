// Be told when a device stays away: a security profile, an alert, and the device's return.
//
//   dotnet run -c Release --project samples/OfflineAlerts
//
// You see the alarm of pump-17, which left twelve minutes ago, and that it is over once the pump is back.
using IotConnectivity;
using IotConnectivity.Detect;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateEmptyApplicationBuilder(null);

// snippet: detect
const string Topic = "arn:aws:sns:us-east-1:123456789012:Offline";
var alerts = new AlertFeed();
builder.Services.AddThingConnectivity().AddAlertTarget(Topic, _ => alerts);
using var host = builder.Build();
await host.StartAsync();

var profiles = host.Services.GetRequiredService<SecurityProfiles>();
var normal = new Behavior("Offline5m")
{
    Metric = DetectMetrics.DisconnectDuration,
    Criteria = new BehaviorCriteria { ComparisonOperator = "less-than", Value = MetricValue.OfCount(5) },
};
var watch = new SecurityProfileDraft { Behaviors = [normal], Alerts = new AlertDestination(Topic, "arn:aws:iam::123456789012:role/Detect") };
if (!profiles.TryCreate("OfflineWatch", watch, out _, out var error)) throw new InvalidOperationException(error.Message);
profiles.TryAttach("OfflineWatch", ProfileTarget.AllRegisteredThings, out _);

// end snippet
var index = host.Services.GetRequiredService<ConnectivityIndex>();
host.Services.GetRequiredService<ThingRegistry>().TryCreate(new ThingName("pump-17"), attributes: null, typeName: null, out _, out _);
var source = new LifecycleSource("my-broker");
Tell(LifecycleEventKind.Connected, number: 1, minutesAgo: 60);
Tell(LifecycleEventKind.Disconnected, number: 1, minutesAgo: 12);

// snippet: alerts
await foreach (var alert in alerts)
{
    var violation = alert.Event;
    Console.WriteLine($"{violation.ThingName}: {violation.Type}, away for {violation.Value?.Count} minutes");
    if (violation.Type != ViolationEventType.InAlarm) break;
    Tell(LifecycleEventKind.Connected, number: 2, minutesAgo: 0);
}

// end snippet
await host.StopAsync();

void Tell(LifecycleEventKind kind, long number, int minutesAgo) => index.Apply(new LifecycleEvent
{
    Kind = kind,
    ClientId = "pump-17",
    Source = source,
    Number = number,
    TimestampMs = DateTimeOffset.UtcNow.AddMinutes(-minutesAgo).ToUnixTimeMilliseconds(),
});
