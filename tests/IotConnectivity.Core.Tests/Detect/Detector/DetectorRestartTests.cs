using IotConnectivity.Detect.Profiles;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Detector;

public sealed class DetectorRestartTests : IAsyncDisposable
{
    private readonly InMemoryConnectivityStore _store = new();

    [Fact]
    public async Task Restart_ThingDeletedOrTargetDetachedBeforeAnybodyLooked_IsToldWithTheProfile()
    {
        var world = await new DetectorWorld(store: _store).OpenAsync();
        world.Create("gone", "left");
        world.Watch("Offline", DetectorWorld.Away("5m", 5));
        var alerts = new AlertDestination("arn:aws:sns:us-east-1:123456789012:Offline", "arn:aws:iam::123456789012:role/alerts");
        Assert.True(world.Profiles.TryUpdate("Offline", new SecurityProfileUpdate { Alerts = alerts }, out _, out _));
        foreach (var thing in (string[])["gone", "left"])
        {
            world.Connect(thing);
            world.Disconnect(thing);
        }

        world.Advance(TimeSpan.FromMinutes(6));
        world.Detector.Dispose();
        Assert.True(world.Registry.TryDelete("gone", null, out _));
        Assert.True(world.Profiles.TryDetach("Offline", ProfileTarget.AllRegisteredThings, out _));
        await using var again = await RestartAsync(world);

        Assert.Equal(["gone AlarmInvalidated", "left AlarmInvalidated"], again.Events.Select(static one => $"{one.ThingName} {one.Type}").Order());
        Assert.All(again.EventProfiles, profile => Assert.Equal(alerts, profile.Alerts));
    }

    [Fact]
    public async Task Restart_TargetWidenedDuringTheAlarm_GoesOn()
    {
        var world = await new DetectorWorld(store: _store).OpenAsync();
        Assert.True(world.Registry.Groups.TryCreate("north", null, null, null, out _, out _));
        world.Create("pump");
        Assert.True(world.Registry.Groups.TryAdd("north", "pump", out _));
        world.Watch("Offline", ProfileTarget.ThingGroup("north"), DetectorWorld.Away("5m", 5, toAlarm: 2));
        world.Connect("pump");
        world.Disconnect("pump");
        world.Advance(TimeSpan.FromMinutes(20));
        Assert.True(world.Profiles.TryAttach("Offline", ProfileTarget.AllThings, out _));
        Assert.True(world.Profiles.TryDetach("Offline", ProfileTarget.ThingGroup("north"), out _));
        world.Advance(TimeSpan.FromMinutes(1));
        var id = Assert.Single(world.Active()).Id;
        await using var again = await RestartAsync(world);

        again.Advance(TimeSpan.FromMinutes(10));

        Assert.Empty(again.Events);
        Assert.Equal(id, Assert.Single(again.Active()).Id);
    }

    [Fact]
    public async Task Restart_CriteriaChangedDuringTheAlarmAndThingIsBack_CountsNormalValuesOn()
    {
        var world = await new DetectorWorld(store: _store).OpenAsync();
        world.Create("pump");
        world.Watch("Offline", DetectorWorld.Away("x", 5, toClear: 3));
        world.Connect("pump");
        world.Disconnect("pump");
        world.Advance(TimeSpan.FromMinutes(12));
        Assert.True(world.Profiles.TryUpdate("Offline", new SecurityProfileUpdate { Behaviors = [DetectorWorld.Away("x", 10, toClear: 3)] }, out _, out _));
        world.Advance(TimeSpan.FromMinutes(1));
        world.Connect("pump");
        world.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["pump Offline.x InAlarm 300 5"], world.Told());
        await using var again = await RestartAsync(world);

        Assert.Empty(again.Events);
        Assert.Equal(5UL, Assert.Single(again.Active()).Behavior.Criteria!.Value!.Count);
        again.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(["pump Offline.x AlarmCleared 1380 0"], again.Told());
    }

    [Fact]
    public async Task Restart_CriteriaChangedDuringTheAlarmThatGoesOn_GoesOn()
    {
        var world = await new DetectorWorld(store: _store).OpenAsync();
        world.Create("pump");
        world.Watch("Offline", DetectorWorld.Away("x", 5));
        world.Connect("pump");
        world.Disconnect("pump");
        world.Advance(TimeSpan.FromMinutes(12));
        Assert.True(world.Profiles.TryUpdate("Offline", new SecurityProfileUpdate { Behaviors = [DetectorWorld.Away("x", 10)] }, out _, out _));
        world.Advance(TimeSpan.FromMinutes(1));
        await using var again = await RestartAsync(world);

        again.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(again.Events);
        again.Connect("pump");
        again.Look();

        Assert.Equal(["pump Offline.x AlarmCleared 840 0"], again.Told());
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<DetectorWorld> RestartAsync(DetectorWorld world)
    {
        await world.Journal.FlushAsync(TestContext.Current.CancellationToken);
        await world.DisposeAsync();
        return await new DetectorWorld(store: _store, clock: world.Clock).CountingOnFrom(world).OpenAsync();
    }
}
