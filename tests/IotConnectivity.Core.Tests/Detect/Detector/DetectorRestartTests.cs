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

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<DetectorWorld> RestartAsync(DetectorWorld world)
    {
        await world.Journal.FlushAsync(TestContext.Current.CancellationToken);
        await world.DisposeAsync();
        return await new DetectorWorld(store: _store, clock: world.Clock).OpenAsync();
    }
}
