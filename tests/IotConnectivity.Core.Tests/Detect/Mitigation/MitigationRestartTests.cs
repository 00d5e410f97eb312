using IotConnectivity.Detect.Violations;
using IotConnectivity.Diagnostics;
using IotConnectivity.Journal;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Mitigation;

/// <summary>What was to be done when the process ended, and what a profile wants done by itself.</summary>
public class MitigationRestartTests
{
    [Fact]
    public async Task Restart_TaskInProgress_IsDone()
    {
        var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump", "valve");
        world.Start(MitigationWorld.Request("t", "quarantine") with { ClientRequestToken = "token", IncludesSuppressedAlerts = true, Occurred = new OccurrenceRange(DateTimeOffset.UnixEpoch, world.Clock.GetUtcNow()) });
        world.Start(MitigationWorld.Request("u", "quarantine"));
        Assert.True(world.Tasks.TryCancel("u", out _));
        var before = world.Tasks.Find("t")!;

        await using var again = await world.RestartAsync();
        await again.BeginAsync();

        var task = again.End("t");
        Assert.Equal((MitigationStatus.Successful, 2, before.StartedAt), (task.Status, task.Executed, task.StartedAt));
        Assert.Equal((before.Request.Occurred, "token", true), (task.Request.Occurred, task.Request.ClientRequestToken, task.Request.IncludesSuppressedAlerts));
        Assert.Equal(["pump", "valve"], again.MembersOf("Lost"));
        Assert.Equal(MitigationStatus.Canceled, again.Tasks.Find("u")!.Status);
        Assert.Equal("Task t already exists", again.FailsToStart(MitigationWorld.Request("t", "quarantine")).Message);
    }

    [Fact]
    public async Task Restart_TaskThatIsOver_IsNotDoneAgain()
    {
        var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump");
        await world.BeginAsync();
        world.Run(MitigationWorld.Request("t", "quarantine"));
        Assert.True(world.Registry.Groups.TryRemove("Lost", "pump", out _));

        await using var again = await world.RestartAsync();
        await again.BeginAsync();
        again.Run(MitigationWorld.Request("after", "quarantine") with { BehaviorName = "other" });

        Assert.Empty(again.MembersOf("Lost"));
        Assert.Equal(["t pump quarantine Successful"], await again.DoneAsync());
    }

    [Fact]
    public async Task Task_StoreThatCannotBeUsed_IsDoneWhenItCanBeAgain()
    {
        var store = new ScriptedStore();
        await using var world = await MitigationWorld.OpenAsync(store);
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump");
        await world.FlushAsync();
        await world.BeginAsync();
        store.BeforeCommit = static _ => throw new StoreException(StoreFault.Full, "the disk is full");
        world.Start(MitigationWorld.Request("t", "quarantine") with { BehaviorName = "other" });
        MitigationWorld.Wait(() => world.World.Journal.Fault is not null);
        world.Start(MitigationWorld.Request("u", "quarantine"));
        MitigationWorld.Wait(() => world.Log.Entries.Any(static entry => entry.EventId.Id == EventIds.MitigationWaits));

        store.BeforeCommit = static _ => Task.CompletedTask;

        for (var left = 3000; world.Tasks.Find("u") is not { EndedAt: not null }; left--)
        {
            Assert.True(left > 0, "the task was not done");
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(["pump"], world.MembersOf("Lost"));
        Assert.Equal(MitigationStatus.Successful, world.Tasks.Find("u")!.Status);
        Assert.Single(world.Log.Entries);
    }

    [Fact]
    public async Task OnReported_AlarmOfAProfileWithActions_DoesThemInTheirOrder()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.CreateWithoutGroups("broken", "Nowhere");
        world.Create("last", "Last");
        world.RaiseAlarms("pump");
        Assert.True(world.Profiles.TryBindMitigationActions(MitigationWorld.Profile, ["quarantine", "broken", "last"], out _, out _));
        await world.BeginAsync();

        Report(world, ViolationEventType.InAlarm);

        await WaitForAsync(world, 3);
        Assert.Equal(["pump"], world.MembersOf("Lost"));
        Assert.Equal(["pump broken Failed ResourceNotFoundException", "pump last Skipped", "pump quarantine Successful"], await world.DoneAsync());
        var page = await world.Tasks.ListExecutionsAsync(new MitigationExecutionFilter { ViolationId = world.ViolationOf("pump") }, 250, null, TestContext.Current.CancellationToken);
        Assert.All(page.Executions, static one => Assert.Null(one.TaskId));
    }

    [Theory]
    [InlineData(ViolationEventType.AlarmCleared, true)]
    [InlineData(ViolationEventType.AlarmInvalidated, true)]
    [InlineData(ViolationEventType.InAlarm, false)]
    public async Task OnReported_EndOrProfileWithoutActions_DoesNothing(ViolationEventType type, bool hasActions)
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump");
        if (hasActions) Assert.True(world.Profiles.TryBindMitigationActions(MitigationWorld.Profile, ["quarantine"], out _, out _));

        var records = Notice(world, type);

        Assert.True(records.IsEmpty);
    }

    [Fact]
    public async Task OnReported_ActionThatWasDeleted_Fails()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump");
        Assert.True(world.Profiles.TryBindMitigationActions(MitigationWorld.Profile, ["quarantine"], out _, out _));
        Assert.True(world.Actions.TryDelete("quarantine", out _));
        await world.BeginAsync();

        Report(world, ViolationEventType.InAlarm);

        await WaitForAsync(world, 1);
        Assert.Equal(["pump quarantine Failed ResourceNotFoundException"], await world.DoneAsync());
    }

    [Fact]
    public async Task OnReported_NotWrittenYet_WaitsUntilItIsAndLeavesNothingBehind()
    {
        var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump");
        Assert.True(world.Profiles.TryBindMitigationActions(MitigationWorld.Profile, ["quarantine"], out _, out _));
        await world.BeginAsync();

        var records = Notice(world, ViolationEventType.InAlarm);
        world.Run(MitigationWorld.Request("before", "quarantine") with { BehaviorName = "other" });
        Assert.Empty(world.MembersOf("Lost"));
        world.World.Journal.Write(records);
        await WaitForAsync(world, 1);
        Assert.Equal(["pump"], world.MembersOf("Lost"));
        Assert.True(world.Registry.Groups.TryRemove("Lost", "pump", out _));

        await using var again = await world.RestartAsync();
        await again.BeginAsync();
        again.Run(MitigationWorld.Request("after", "quarantine") with { BehaviorName = "other" });
        Assert.Empty(again.MembersOf("Lost"));
    }

    [Fact]
    public async Task Restart_ActionsOfAProfileThatWait_AreDoneOnce()
    {
        var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump");
        Assert.True(world.Profiles.TryBindMitigationActions(MitigationWorld.Profile, ["quarantine"], out _, out _));
        Report(world, ViolationEventType.InAlarm);

        var again = await world.RestartAsync();
        await again.BeginAsync();
        await WaitForAsync(again, 1);
        Assert.Equal(["pump"], again.MembersOf("Lost"));
        Assert.True(again.Registry.Groups.TryRemove("Lost", "pump", out _));
        await using var last = await again.RestartAsync();
        await last.BeginAsync();
        last.Run(MitigationWorld.Request("after", "quarantine") with { BehaviorName = "other" });

        Assert.Empty(last.MembersOf("Lost"));
    }

    /// <summary>Tells of an alarm or its end, and writes what comes of it, as the detector does.</summary>
    private static void Report(MitigationWorld world, ViolationEventType type) => world.World.Journal.Write(Notice(world, type));

    private static RecordChanges Notice(MitigationWorld world, ViolationEventType type)
    {
        var records = new RecordChanges();
        var happened = world.World.Events.Last() with { Type = type };
        world.Tasks.OnReported(new ViolationNotice(happened, world.Profiles.Find(MitigationWorld.Profile)!, world.Registry.FindCell("pump")!), records);
        return records;
    }

    private static async Task WaitForAsync(MitigationWorld world, int executions)
    {
        for (var left = 3000; (await world.DoneAsync()).Length < executions; left--)
        {
            Assert.True(left > 0, "nothing was done");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
