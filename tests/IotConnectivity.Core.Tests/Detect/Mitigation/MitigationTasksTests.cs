using System.Globalization;
using IotConnectivity.Detect.Detector;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Mitigation;

/// <summary>What tasks do, and to which violations.</summary>
public class MitigationTasksTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Task_OfABehavior_PutsItsThingsIntoTheGroups()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost", "Watched");
        world.RaiseAlarms("pump", "valve");
        world.World.Create("other");
        await world.BeginAsync();

        var task = world.Run(MitigationWorld.Request("t", "quarantine"));

        Assert.Equal((MitigationStatus.Successful, 2, 0, 0), (task.Status, task.Executed, task.Failed, task.Skipped));
        Assert.Equal((world.Clock.GetUtcNow(), world.Clock.GetUtcNow()), (task.StartedAt, task.EndedAt));
        Assert.Equal(["pump", "valve"], world.MembersOf("Lost"));
        Assert.Equal(["pump", "valve"], world.MembersOf("Watched"));
        Assert.Equal(["t pump quarantine Successful", "t valve quarantine Successful"], await world.DoneAsync());
    }

    [Fact]
    public async Task Task_OfAnotherBehavior_DoesNothing()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump");
        await world.BeginAsync();

        var task = world.Run(MitigationWorld.Request("t", "quarantine") with { BehaviorName = "other" });
        var other = world.Run(MitigationWorld.Request("u", "quarantine") with { ProfileName = "other" });

        Assert.Equal((MitigationStatus.Successful, MitigationStatus.Successful), (task.Status, other.Status));
        Assert.Empty(world.MembersOf("Lost"));
    }

    [Theory]
    [InlineData(false, new[] { "pump", "valve" })]
    [InlineData(true, new[] { "pump" })]
    public async Task Task_OfABehavior_MeansViolationsThatAreOverUnlessOnlyActiveOnes(bool onlyActive, string[] expected)
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump", "valve");
        world.Return("valve");
        await world.BeginAsync();

        world.Run(MitigationWorld.Request("t", "quarantine") with { OnlyActiveViolations = onlyActive });

        Assert.Equal(expected, world.MembersOf("Lost"));
    }

    [Theory]
    [InlineData(false, new[] { "pump", "valve" })]
    [InlineData(true, new[] { "pump" })]
    public async Task Task_OfViolations_MeansThoseThatAreOverUnlessOnlyActiveOnes(bool onlyActive, string[] expected)
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump", "valve", "other");
        world.Return("valve");
        await world.BeginAsync();
        string[] violations = [world.ViolationOf("pump"), world.ViolationOf("valve"), world.ViolationOf("pump")];

        var task = world.Run(MitigationWorld.RequestFor("t", violations, "quarantine") with { OnlyActiveViolations = onlyActive });

        Assert.Equal((MitigationStatus.Successful, expected.Length), (task.Status, task.Executed));
        Assert.Equal(expected, world.MembersOf("Lost"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Task_SuppressedAlerts_CountWhenTheyAreIncluded(bool isIncluded, bool isNamed)
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms(DetectorWorld.Away(MitigationWorld.Behavior, 5) with { SuppressAlerts = true }, "pump");
        await world.BeginAsync();
        var request = isNamed ? MitigationWorld.RequestFor("t", [world.ViolationOf("pump")], "quarantine") : MitigationWorld.Request("t", "quarantine");

        world.Run(request with { IncludesSuppressedAlerts = isIncluded });

        Assert.Equal(isIncluded ? ["pump"] : [], world.MembersOf("Lost"));
    }

    [Theory]
    [InlineData(5, 5, true)]
    [InlineData(0, 4, false)]
    [InlineData(6, 9, false)]
    public async Task Task_Range_MeansViolationsThatBeganInIt(int fromMinutes, int toMinutes, bool isMeant)
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        var start = world.Clock.GetUtcNow();
        world.RaiseAlarms("pump", "valve");
        world.Return("valve");
        await world.BeginAsync();
        var range = new OccurrenceRange(start + (fromMinutes * Minute), start + (toMinutes * Minute));

        world.Run(MitigationWorld.Request("t", "quarantine") with { Occurred = range });
        world.Run(MitigationWorld.RequestFor("u", [world.ViolationOf("pump")], "quarantine") with { Occurred = range });

        Assert.Equal(isMeant ? ["pump", "valve"] : [], world.MembersOf("Lost"));
        Assert.Equal(isMeant ? 1 : 0, world.Tasks.Find("u")!.Executed);
    }

    [Fact]
    public async Task Task_ActionThatFails_SkipsThoseAfterItForThatViolation()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("first", "First");
        world.CreateWithoutGroups("broken", "Nowhere");
        world.Create("last", "Last");
        world.RaiseAlarms("pump", "valve");
        await world.BeginAsync();

        var task = world.Run(MitigationWorld.Request("t", "first", "broken", "last"));

        Assert.Equal((MitigationStatus.Failed, 2, 2, 2), (task.Status, task.Executed, task.Failed, task.Skipped));
        Assert.Equal(["pump", "valve"], world.MembersOf("First"));
        Assert.Empty(world.MembersOf("Last"));
        Assert.Equal(
            ["t pump broken Failed ResourceNotFoundException", "t pump first Successful", "t pump last Skipped"], await world.DoneAsync(new MitigationExecutionFilter { ThingName = "pump" }));
    }

    [Fact]
    public async Task Task_ThingWithTenGroups_Fails()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump");
        for (var i = 0; i < RegistryLimits.MaxGroupsOfThing; i++)
        {
            var group = string.Create(CultureInfo.InvariantCulture, $"g{i}");
            Assert.True(world.Registry.Groups.TryCreate(group, null, null, null, out _, out _));
            Assert.True(world.Registry.Groups.TryAdd(group, "pump", out _));
        }

        await world.BeginAsync();

        Assert.Equal(MitigationStatus.Failed, world.Run(MitigationWorld.Request("t", "quarantine")).Status);
        Assert.Equal(["t pump quarantine Failed InvalidRequestException"], await world.DoneAsync());
    }

    [Fact]
    public async Task Task_ViolationThatDoesNotExist_Fails()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("a", "A");
        world.Create("b", "B");
        await world.BeginAsync();

        var task = world.Run(MitigationWorld.RequestFor("t", ["v"], "a", "b"));

        Assert.Equal((MitigationStatus.Failed, 0, 1, 1), (task.Status, task.Executed, task.Failed, task.Skipped));
        var page = await world.Tasks.ListExecutionsAsync(new MitigationExecutionFilter { ViolationId = "v" }, 250, null, TestContext.Current.CancellationToken);
        Assert.Equal([(MitigationStatus.Failed, "there is no violation v"), (MitigationStatus.Skipped, null)], page.Executions.OrderBy(static one => one.ActionName, StringComparer.Ordinal).Select(static one => (one.Status, one.Message)));
    }

    [Fact]
    public async Task Task_StoredEventIsDamaged_FailsAndOthersGoOn()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("a", "Lost");
        world.RaiseAlarms("pump");
        var now = world.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        world.World.Journal.Write([new StoredRecord("violation-event", "v/1", now, "pump", new byte[] { 1 })], []);
        await world.BeginAsync();

        Assert.Equal(MitigationStatus.Failed, world.Run(MitigationWorld.RequestFor("t1", ["v"], "a")).Status);

        Assert.Contains("could not be done", Assert.Single(world.Log.Entries).Message, StringComparison.Ordinal);
        Assert.Equal(MitigationStatus.Successful, world.Run(MitigationWorld.Request("t2", "a") with { OnlyActiveViolations = true }).Status);
        Assert.Equal(["pump"], world.MembersOf("Lost"));
    }

    [Fact]
    public async Task Task_ActionChangedAfterItsStart_IsDoneAsItWas()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.Create("other", "Other");
        world.RaiseAlarms("pump");
        world.Start(MitigationWorld.Request("t", "quarantine"));
        Assert.True(world.Actions.TryUpdate("quarantine", null, new AddToThingGroups(["Other"], false), out _, out _));
        await world.BeginAsync();

        world.End("t");

        Assert.Equal(["pump"], world.MembersOf("Lost"));
        Assert.Empty(world.MembersOf("Other"));
    }

    [Fact]
    public async Task TryCancel_TaskThatWaits_DoesNothingMore()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump");
        world.Start(MitigationWorld.Request("t", "quarantine"));

        Assert.True(world.Tasks.TryCancel("t", out _));
        await world.FlushAsync();
        await world.BeginAsync();
        world.Run(MitigationWorld.Request("after", "quarantine") with { BehaviorName = "other" });

        var task = world.Tasks.Find("t")!;
        Assert.Equal((MitigationStatus.Canceled, world.Clock.GetUtcNow(), 0), (task.Status, task.EndedAt, task.Executed));
        Assert.Empty(world.MembersOf("Lost"));
    }

    [Fact]
    public async Task TryCancel_TaskThatIsOver_ChangesNothing()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        await world.BeginAsync();
        var task = world.Run(MitigationWorld.Request("t", "quarantine"));

        Assert.True(world.Tasks.TryCancel("t", out _));

        Assert.Same(task, world.Tasks.Find("t"));
    }

    [Fact]
    public async Task TryCancel_TaskThatDoesNotExist_IsNotFound()
    {
        await using var world = await MitigationWorld.OpenAsync();

        Assert.False(world.Tasks.TryCancel("t", out var error));

        Assert.Equal(new RegistryError(RegistryErrorCode.NotFound, "Task t does not exist"), error);
    }

    [Fact]
    public async Task TryList_TasksOfARange_TheLastOneFirst()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        var start = world.Clock.GetUtcNow();
        foreach (var id in (string[])["a", "b", "c"])
        {
            world.Start(MitigationWorld.Request(id, "quarantine"));
            world.Clock.Advance(Minute);
        }

        Assert.True(world.Tasks.TryList(start, start + Minute, 1, null, out var first, out _));
        Assert.True(world.Tasks.TryList(start, start + Minute, 1, first.NextToken, out var second, out _));

        Assert.Equal("b", Assert.Single(first.Tasks).Id);
        Assert.Equal("a", Assert.Single(second.Tasks).Id);
        Assert.Null(second.NextToken);
    }

    [Fact]
    public async Task ListExecutionsAsync_TokenOfSomethingElse_Throws()
    {
        await using var world = await MitigationWorld.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => world.Tasks.ListExecutionsAsync(new MitigationExecutionFilter(), 1, "!", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task ForgetOldEvents_Executions_GoWithTheEvents()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("quarantine", "Lost");
        world.RaiseAlarms("pump");
        await world.BeginAsync();
        world.Run(MitigationWorld.Request("t1", "quarantine"));
        await world.FlushAsync();
        Assert.Single(await StoredAsync());

        world.Clock.Advance(TimeSpan.FromDays(31));
        await world.World.Violations.ForgetOldEventsAsync(1000, TestContext.Current.CancellationToken);

        Assert.Empty(await StoredAsync());

        async Task<List<StoredRecord>> StoredAsync() => await world.World.Journal
            .ReadRecordsAsync(new RecordQuery { Collection = MitigationExecutionDocument.Collection }, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}
