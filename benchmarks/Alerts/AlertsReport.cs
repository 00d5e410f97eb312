using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using IotConnectivity.AspNetCore.Alerts;
using IotConnectivity.Benchmarks.Http;
using IotConnectivity.Benchmarks.Storage;
using IotConnectivity.Detect;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.Benchmarks.Alerts;

/// <summary>As many violations as things at the same moment, each stored with its alert, until a webhook on this machine has all of them. Server, webhook and disk share the machine.</summary>
internal static class AlertsReport
{
    private const string Topic = "arn:aws:sns:us-east-1:123456789012:Offline";

    private static readonly SecurityProfile Profile = new("OfflineWatch", 1, default, default) { Alerts = new AlertDestination(Topic, "arn:aws:iam::123456789012:role/alerts") };

    private static readonly Behavior Offline = new("Offline5m")
    {
        Metric = DetectMetrics.DisconnectDuration,
        Criteria = new BehaviorCriteria { ComparisonOperator = "less-than", Value = MetricValue.OfCount(5), ConsecutiveDatapointsToAlarm = 1, ConsecutiveDatapointsToClear = 1 },
    };

    public static async Task RunAsync(string[] sizes)
    {
        var size = sizes.Length == 0 ? 100_000 : int.Parse(sizes[0], System.Globalization.CultureInfo.InvariantCulture);
        Console.WriteLine("| round | violations | all stored after | all delivered after | alerts/s | received twice | most in memory |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|");
        for (var round = 1; round <= 3; round++) await RunAsync(round, size);
    }

    private static async Task RunAsync(int round, int size)
    {
        var received = new ConcurrentDictionary<string, int>();
        var (app, address) = await TestServer.StartAsync(null, app => app.Run(http => ReceiveAsync(http, received)));
        await using var webhook = app;
        await using var fleet = await DurableFleet.MakeAsync(size);
        var targets = new AlertTargets([new AlertBinding(Topic, _ => new AlertWebhook(new Uri($"http://{address}/alerts"), AlertWebhook.UsualPatience))], null!);
        await using var outbox = new AlertOutbox(fleet.Journal, fleet.Registry, targets);
        await outbox.StartAsync(CancellationToken.None);

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < size; i++) Raise(fleet, outbox, i);
        await fleet.Journal.FlushAsync();
        var stored = watch.Elapsed;
        var inMemory = 0;
        while (outbox.PendingCount > 0)
        {
            inMemory = Math.Max(inMemory, outbox.CountInMemory);
            await Task.Delay(5);
        }

        var delivered = watch.Elapsed;
        if (received.Count != size) throw new InvalidOperationException($"{received.Count} alerts came, expected {size}");
        var twice = received.Values.Count(static count => count > 1);
        Console.WriteLine($"| {round} | {size:N0} | {stored.TotalSeconds:F1} s | {delivered.TotalSeconds:F1} s | {size / delivered.TotalSeconds:N0} | {twice} | {inMemory:N0} |");
    }

    /// <summary>Does what the detector does: a violation, its event and its alert in one write.</summary>
    private static void Raise(DurableFleet fleet, AlertOutbox outbox, int thing)
    {
        var cell = fleet.Registry.FindCell(Fleet.NameOf(thing))!;
        var id = $"{thing:x32}";
        var told = new ViolationEvent(id, cell.Name, Profile.Name, Offline, ViolationEventType.InAlarm, DateTimeOffset.UnixEpoch) { Value = MetricValue.OfCount(5) };
        var records = new RecordChanges();
        var document = Encoding.UTF8.GetBytes(AlertMessage.Write(told));
        records.Written.Add(new StoredRecord("violation", id, thing, cell.Name, document));
        records.Written.Add(new StoredRecord("violation-event", id + "/in-alarm", thing, cell.Name, document));
        ((IViolationFollower)outbox).OnViolation(new ViolationNotice(told, Profile, cell), records);
        fleet.Journal.Write(CollectionsMarshal.AsSpan(records.Written), CollectionsMarshal.AsSpan(records.Deleted));
    }

    private static async Task ReceiveAsync(HttpContext http, ConcurrentDictionary<string, int> received)
    {
        while (true)
        {
            var read = await http.Request.BodyReader.ReadAsync();
            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }

        received.AddOrUpdate(http.Request.Headers["x-amz-sns-message-id"].ToString(), 1, static (_, count) => count + 1);
        http.Response.StatusCode = (int)HttpStatusCode.OK;
    }
}
