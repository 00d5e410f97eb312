using System.Globalization;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Diagnostics;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Alerts;

/// <summary>An outbox over a store that outlives it, and the detector's part played by the test.</summary>
internal sealed class AlertWorld : IAsyncDisposable
{
    internal const string Topic = "arn:aws:sns:us-east-1:123456789012:Offline";
    internal const string OtherTopic = "arn:aws:sns:us-east-1:123456789012:Other";

    internal static readonly Behavior Offline = new("Offline5m")
    {
        Metric = DetectMetrics.DisconnectDuration,
        Criteria = new BehaviorCriteria { ComparisonOperator = "less-than", Value = MetricValue.OfCount(5) },
    };

    private readonly ConnectivityIndex _index = new();

    private AlertWorld(IConnectivityStore store, AlertOptions options, ManualTimeProvider clock, (string Topic, IAlertTarget Target)[] targets)
    {
        Clock = clock;
        Registry = new ThingRegistry(_index, Clock);
        Journal = new ConnectivityJournal(_index, Registry, new IndexingSwitch(_index), store, timeProvider: Clock);
        Metrics = new ConnectivityMetrics(Recorder);
        var bindings = targets.Select(static bound => new AlertBinding(bound.Topic, _ => bound.Target));
        Outbox = new AlertOutbox(Journal, Registry, new AlertTargets(bindings, null!), options, Clock, Log, Metrics);
        Outbox.Reported = (notice, _) => Reported.Add(notice.Event);
        Outbox.FindProfile = name => Profile(Topic) with { Description = name };
    }

    internal ManualTimeProvider Clock { get; }

    internal ThingRegistry Registry { get; }

    internal ConnectivityJournal Journal { get; }

    internal AlertOutbox Outbox { get; }

    internal MetricRecorder Recorder { get; } = new();

    internal ConnectivityMetrics Metrics { get; }

    internal RecordingLogger<AlertOutbox> Log { get; } = new();

    /// <summary>Gets what was reported, in its order.</summary>
    internal List<ViolationEvent> Reported { get; } = [];

    internal static Task<AlertWorld> StartAsync(params (string Topic, IAlertTarget Target)[] targets) => StartAsync(new InMemoryConnectivityStore(), new AlertOptions(), targets);

    internal static async Task<AlertWorld> StartAsync(
        IConnectivityStore store, AlertOptions options, (string Topic, IAlertTarget Target)[] targets, ManualTimeProvider? clock = null)
    {
        var world = await OpenAsync(store, options, targets, clock);
        await world.Outbox.StartAsync(TestContext.Current.CancellationToken);
        return world;
    }

    /// <summary>Opens the journal, and leaves the start of the outbox to the test.</summary>
    internal static async Task<AlertWorld> OpenAsync(
        IConnectivityStore store, AlertOptions options, (string Topic, IAlertTarget Target)[] targets, ManualTimeProvider? clock = null)
    {
        var world = new AlertWorld(store, options, clock ?? new ManualTimeProvider(), targets);
        await world.Journal.OpenAsync(TestContext.Current.CancellationToken);
        return world;
    }

    internal static SecurityProfile Profile(string? topic) => new("OfflineWatch", 1, default, default)
    {
        Behaviors = [Offline],
        Alerts = topic is null ? null : new AlertDestination(topic, "arn:aws:iam::123456789012:role/alerts"),
    };

    /// <summary>The id of a violation, as the detector forms it: 32 hexadecimal digits.</summary>
    internal static string Id(int violation) => violation.ToString("x32", CultureInfo.InvariantCulture);

    internal void Raise(string thing, int violation, string? topic = Topic) => Tell(thing, violation, ViolationEventType.InAlarm, topic);

    internal void Clear(string thing, int violation, string? topic = Topic) => Tell(thing, violation, ViolationEventType.AlarmCleared, topic);

    /// <summary>Does what the detector does: the followers first, then everything into the journal at once.</summary>
    internal void Tell(string thing, int violation, ViolationEventType type, string? topic = Topic, Behavior? behavior = null) =>
        Journal.Write(Judge(thing, violation, type, topic, behavior));

    /// <summary>Does what the detector does before it writes.</summary>
    internal RecordChanges Judge(string thing, int violation, ViolationEventType type, string? topic = Topic, Behavior? behavior = null)
    {
        if (Registry.FindCell(thing) is not { } cell)
        {
            Assert.True(Registry.TryCreate(new ThingName(thing), null, null, out _, out _));
            cell = Registry.FindCell(thing)!;
        }

        var told = new ViolationEvent(Id(violation), cell.Name, "OfflineWatch", behavior ?? Offline, type, Clock.GetUtcNow()) { Value = MetricValue.OfCount(5) };
        var records = new RecordChanges();
        ((IViolationFollower)Outbox).OnViolation(new ViolationNotice(told, Profile(topic), cell), records);
        return records;
    }

    /// <summary>Lets time pass until a condition holds.</summary>
    internal async Task PassUntilAsync(Func<bool> condition, TimeSpan step)
    {
        for (var i = 0; i < 10_000 && !condition(); i++)
        {
            Clock.Advance(step);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.True(condition());
    }

    internal Task FlushAsync() => Journal.FlushAsync(TestContext.Current.CancellationToken);

    /// <summary>Lets time pass until something has happened.</summary>
    internal async Task<T> PassUntilAsync<T>(Task<T> task, TimeSpan step)
    {
        for (var i = 0; i < 10_000 && !task.IsCompleted; i++)
        {
            Clock.Advance(step);
            await Task.WhenAny(task, Task.Delay(2, TestContext.Current.CancellationToken));
        }

        return await task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    internal async Task<List<AlertDelivery>> ListPendingAsync() => await Outbox.ListPendingAsync(cancellationToken: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    internal async Task<List<AlertDelivery>> ListDeadAsync() => await Outbox.ListDeadAsync(cancellationToken: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Outbox.DisposeAsync();
        await Journal.DisposeAsync();
        Metrics.Dispose();
        Recorder.Dispose();
    }
}
