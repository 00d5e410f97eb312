using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Detector;

public class ViolationDetectorTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("less-than", 300)]
    [InlineData("less-than-equals", 360)]
    public async Task Away_ForTheThreshold_RaisesAtThatMomentAndClearsAtTheReturn(string comparison, int crossedAt)
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Create("pump");
        world.Watch("Offline", DetectorWorld.Away("5m", 5, comparison: comparison));
        world.Connect("pump");
        world.Disconnect("pump");

        world.Advance(TimeSpan.FromSeconds(crossedAt) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(world.Events);
        world.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Single(world.Active());
        world.Advance(10 * Minute);
        var active = Assert.Single(world.Active());
        Assert.Equal(crossedAt + 600, (active.LastAt.ToUnixTimeMilliseconds() - world.StartMs) / 1000);
        world.Connect("pump");
        world.Look();

        Assert.Equal([$"pump Offline.5m InAlarm {crossedAt} {crossedAt / 60}", $"pump Offline.5m AlarmCleared {crossedAt + 600.099} 0"], world.Told());
        Assert.Empty(world.Active());
        Assert.Equal(0, world.Detector.ActiveCount);
    }

    [Fact]
    public async Task Away_SeveralValuesToAlarmAndToClear_CountsThem()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Create("pump");
        world.Watch("Offline", DetectorWorld.Away("5m", 5, toAlarm: 3, toClear: 2));
        world.Connect("pump");
        world.Disconnect("pump");

        world.Advance(20 * Minute);
        world.Connect("pump");
        world.Advance(Minute);
        world.Disconnect("pump");
        world.Advance(2 * Minute);
        world.Connect("pump");
        world.Advance(10 * Minute);

        Assert.Equal(["pump Offline.5m InAlarm 900 15", "pump Offline.5m AlarmCleared 1500 0"], world.Told());
    }

    [Fact]
    public async Task Disconnect_Backdated_RaisesAtOnceWithItsTrueTime()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Create("pump");
        world.Watch("Offline", DetectorWorld.Away("5m", 5));
        world.Connect("pump");
        world.Advance(20 * Minute);
        world.Disconnect("pump", world.NowMs - 720_000);

        world.Look();

        Assert.Equal(["pump Offline.5m InAlarm 780 5"], world.Told());
    }

    [Fact]
    public async Task Disconnect_ByATakeover_RaisesNothing()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Create("pump");
        world.Watch("Offline", DetectorWorld.Away("5m", 5));
        world.Connect("pump");
        world.Disconnect("pump", reason: DisconnectReason.DuplicateClientId);

        world.Advance(60 * Minute);

        Assert.Empty(world.Events);
        Assert.Equal(0, world.Detector.WaitingCount);
    }

    [Fact]
    public async Task Replay_OfOutagesThatAreOver_RaisesAndClearsEach()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Create("pump");
        world.Watch("Offline", DetectorWorld.Away("5m", 5));
        world.Advance(100 * Minute);
        for (var i = 0; i < 3; i++)
        {
            world.Connect("pump", world.StartMs + (i * 1_200_000) + 60_000);
            world.Disconnect("pump", world.StartMs + (i * 1_200_000) + 120_000);
        }

        world.Connect("pump", world.StartMs + 3_660_000);
        world.Look();

        Assert.Equal(
            [
                "pump Offline.5m InAlarm 420 5", "pump Offline.5m AlarmCleared 1260 0",
                "pump Offline.5m InAlarm 1620 5", "pump Offline.5m AlarmCleared 2460 0",
                "pump Offline.5m InAlarm 2820 5", "pump Offline.5m AlarmCleared 3660 0",
            ],
            world.Told());
    }

    [Fact]
    public async Task Connect_LateNewsFromBeforeTheAlarm_Invalidates()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Create("pump");
        world.Watch("Offline", DetectorWorld.Away("5m", 5));
        world.Connect("pump");
        world.Disconnect("pump");
        world.Advance(10 * Minute);

        world.Connect("pump", world.StartMs + 240_000);
        world.Look();

        Assert.Equal(["pump Offline.5m InAlarm 300 5", "pump Offline.5m AlarmInvalidated 600"], world.Told());
    }

    [Fact]
    public async Task Alarm_ThingDeletedGroupLeftProfileDetachedOrIndexingOff_IsInvalidated()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        Assert.True(world.Registry.Groups.TryCreate("north", null, null, null, out _, out _));
        world.Create("a", "b", "c", "d");
        foreach (var thing in (string[])["a", "b", "c", "d"])
        {
            Assert.True(world.Registry.Groups.TryAdd("north", thing, out _));
            world.Connect(thing);
            world.Disconnect(thing);
        }

        world.Watch("Group", ProfileTarget.ThingGroup("north"), DetectorWorld.Away("5m", 5));
        world.Advance(6 * Minute);
        Assert.Equal(4, world.Active().Count);
        world.Events.Clear();

        Assert.True(world.Registry.TryDelete("a", null, out _));
        world.Look();
        Assert.True(world.Registry.Groups.TryRemove("north", "b", out _));
        world.Look();
        Assert.True(world.Profiles.TryDetach("Group", ProfileTarget.ThingGroup("north"), out _));
        world.Look();
        Assert.Equal(["a", "b", "c", "d"], world.Events.Select(static one => one.ThingName).Order());
        Assert.All(world.Events, static one => Assert.Equal(ViolationEventType.AlarmInvalidated, one.Type));
        Assert.All(world.Events, static one => Assert.Null(one.Value));
        world.Events.Clear();

        Assert.True(world.Profiles.TryAttach("Group", ProfileTarget.AllThings, out _));
        world.Look();
        Assert.Equal(["b", "c", "d"], world.Active().Select(static one => one.ThingName).Order());
        world.Index.Disable();
        world.Look();

        Assert.Empty(world.Active());
        Assert.Equal(0, world.Detector.ActiveCount);
    }

    [Fact]
    public async Task Attach_ThingThatIsAwayForLonger_ViolatesFromThenOn()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Create("pump", "valve");
        world.Connect("pump");
        world.Disconnect("pump");
        world.Connect("valve");
        world.Advance(30 * Minute);
        world.Disconnect("valve");
        world.Advance(2 * Minute);

        world.Watch("Offline", DetectorWorld.Away("5m", 5));
        world.Advance(10 * Minute);

        Assert.Equal(["pump Offline.5m InAlarm 1920 32", "valve Offline.5m InAlarm 2100 5"], world.Told());
    }

    [Fact]
    public async Task Join_ThingThatIsAwayForLonger_ViolatesFromThenOn()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        Assert.True(world.Registry.Groups.TryCreate("north", null, null, null, out _, out _));
        world.Create("pump", "slow");
        world.Watch("Group", ProfileTarget.ThingGroup("north"), DetectorWorld.Away("5m", 5), DetectorWorld.Away("slow", 5, toAlarm: 2));
        world.Connect("pump");
        world.Disconnect("pump");
        world.Advance(30 * Minute);
        Assert.Empty(world.Events);

        Assert.True(world.Registry.Groups.TryAdd("north", "pump", out _));
        world.Advance(6 * Minute);

        Assert.Equal(["pump Group.5m InAlarm 1800 30", "pump Group.slow InAlarm 2100 35"], world.Told());
    }

    [Fact]
    public async Task Update_OfTheCriteria_TheAlarmGoesOnIfTheyAreViolatedToo()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Create("pump");
        world.Watch("Offline", DetectorWorld.Away("x", 5));
        world.Connect("pump");
        world.Disconnect("pump");
        world.Advance(12 * Minute);

        Assert.True(world.Profiles.TryUpdate("Offline", new SecurityProfileUpdate { Behaviors = [DetectorWorld.Away("x", 10)] }, out _, out _));
        world.Advance(Minute);
        Assert.Equal(["pump Offline.x InAlarm 300 5"], world.Told());
        Assert.True(world.Profiles.TryUpdate("Offline", new SecurityProfileUpdate { Behaviors = [DetectorWorld.Away("x", 20)] }, out _, out _));
        world.Advance(10 * Minute);

        Assert.Equal(["pump Offline.x InAlarm 300 5", "pump Offline.x AlarmCleared 780 13", "pump Offline.x InAlarm 1200 20"], world.Told());
    }

    [Fact]
    public async Task Clock_SetBack_DelaysAndLosesNothing()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Create("pump");
        world.Watch("Offline", DetectorWorld.Away("5m", 5));
        world.Connect("pump");
        world.Disconnect("pump");
        world.Advance(Minute);

        world.Clock.SetUtcNow(world.Clock.GetUtcNow().AddHours(-1));
        world.Advance(30 * Minute);
        Assert.Empty(world.Events);
        world.Clock.SetUtcNow(world.Clock.GetUtcNow().AddHours(5));
        world.Look();
        Assert.Empty(world.Events);
        world.Advance(60 * Minute);

        Assert.Equal(["pump Offline.5m InAlarm 300 5"], world.Told());
    }

    [Fact]
    public async Task Restart_OpenViolation_GoesOnAndIsNotToldAgain()
    {
        var store = new InMemoryConnectivityStore();
        var world = await new DetectorWorld(store: store).OpenAsync();
        world.Create("pump", "valve", "gone");
        world.Watch("Offline", DetectorWorld.Away("5m", 5));
        foreach (var thing in (string[])["pump", "valve", "gone"])
        {
            world.Connect(thing);
            world.Disconnect(thing);
        }

        world.Advance(6 * Minute);
        world.Connect("valve");
        world.Look();
        var id = world.Active().Single(static one => one.ThingName == "pump").Id;
        Assert.Null(await world.Violations.VerifyAsync(id, VerificationState.BenignPositive, "planned", TestContext.Current.CancellationToken));
        world.Detector.Dispose();
        Assert.True(world.Registry.TryDelete("gone", null, out _));
        await world.Journal.FlushAsync(TestContext.Current.CancellationToken);
        await world.DisposeAsync();

        await using var again = await new DetectorWorld(store: store, clock: world.Clock).OpenAsync();
        again.Advance(Minute);

        Assert.Equal(["gone Offline.5m AlarmInvalidated 360"], again.Told());
        var active = Assert.Single(again.Active());
        Assert.Equal((id, "pump", VerificationState.BenignPositive, "planned"), (active.Id, active.ThingName, active.Verification, active.VerificationDescription));
        again.Detector.Dispose();
        var page = await again.Violations.ListEventsAsync(DateTimeOffset.UnixEpoch, again.Clock.GetUtcNow(), new ViolationFilter(), 250, null, TestContext.Current.CancellationToken);
        Assert.Equal(["gone AlarmInvalidated", "valve AlarmCleared"], page.Events.Take(2).Select(static one => $"{one.ThingName} {one.Type}").Order());
        Assert.Equal(["gone InAlarm", "pump InAlarm", "valve InAlarm"], page.Events.Skip(2).Select(static one => $"{one.ThingName} {one.Type}").Order());
    }

    [Fact]
    public async Task Look_NothingDue_AsksNothing()
    {
        await using var world = await new DetectorWorld().OpenAsync();
        world.Watch("Offline", DetectorWorld.Away("1d", 1440));
        for (var i = 0; i < 1000; i++)
        {
            world.Create($"t{i}");
            world.Connect($"t{i}");
            world.Disconnect($"t{i}");
        }

        world.Look();
        var (judgements, looks) = (world.Detector.Judgements, world.Detector.Looks);
        world.Advance(TimeSpan.FromHours(12));

        Assert.Equal(judgements, world.Detector.Judgements);
        Assert.InRange(world.Detector.Looks - looks, 0, 20);
        Assert.Equal(1000, world.Detector.WaitingCount);
    }
}
