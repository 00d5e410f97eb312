using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Detector;

/// <summary>What is over is kept as long as its behaviour is there.</summary>
public sealed class ForgottenViolationsTests : IAsyncDisposable
{
    private readonly InMemoryConnectivityStore _store = new();
    private DetectorWorld _world = null!;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeleteProfile_ViolationsOverOrNot_AreForgotten(bool isStopped)
    {
        await BeginAsync();
        if (isStopped) _world.Detector.Dispose();

        Assert.True(_world.Profiles.TryDelete("Offline", null, out var error), error?.Message);
        if (isStopped) await RestartAsync();
        else _world.Look();

        Assert.Equal(["away.slow Offline AlarmInvalidated", "away.x Offline AlarmInvalidated"], Told());
        Assert.Equal(["back Other.x"], await StoredAsync());
        Assert.Equal(1, _world.Fleet.ThingsWithViolations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UpdateProfile_BehaviorIsGone_ForgetsItAlone(bool isStopped)
    {
        await BeginAsync();
        if (isStopped) _world.Detector.Dispose();

        Assert.True(_world.Profiles.TryUpdate("Offline", new SecurityProfileUpdate { Behaviors = [DetectorWorld.Away("slow", 6)] }, out _, out var error), error?.Message);
        if (isStopped) await RestartAsync();
        else _world.Look();

        Assert.Equal(["away.x Offline AlarmInvalidated"], Told());
        Assert.Equal(["away Offline.slow", "back Offline.slow", "back Other.x"], await StoredAsync());
        Assert.Equal(2, _world.Fleet.ThingsWithViolations);
        Assert.Equal(["away Offline.slow"], _world.Active().Select(static one => $"{one.ThingName} {one.ProfileName}.{one.Behavior.Name}"));
    }

    [Fact]
    public async Task DeleteProfile_TheLastOne_LeavesNothing()
    {
        await BeginAsync();

        Assert.True(_world.Profiles.TryDelete("Offline", null, out _));
        Assert.True(_world.Profiles.TryDelete("Other", null, out _));
        _world.Look();

        Assert.Empty(await StoredAsync());
        Assert.Equal(0, _world.Fleet.ThingsWithViolations);
        Assert.True(_world.Violations.IsEmpty);
    }

    [Fact]
    public async Task DetachProfile_ViolationsThatAreOver_Stay()
    {
        await BeginAsync();

        Assert.True(_world.Profiles.TryDetach("Offline", ProfileTarget.AllRegisteredThings, out _));
        _world.Look();

        Assert.Equal(5, (await StoredAsync()).Length);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _store.DisposeAsync();
    }

    // One thing is back, another one is still away; the other profile has an end of its own.
    private async Task BeginAsync()
    {
        _world = await new DetectorWorld(store: _store).OpenAsync();
        _world.Create("back", "away");
        Assert.True(_world.Registry.Groups.TryCreate("north", null, null, null, out _, out _));
        Assert.True(_world.Registry.Groups.TryAdd("north", "back", out _));
        _world.Watch("Offline", DetectorWorld.Away("x", 5), DetectorWorld.Away("slow", 6));
        _world.Watch("Other", ProfileTarget.ThingGroup("north"), DetectorWorld.Away("x", 7));
        foreach (var thing in (string[])["back", "away"])
        {
            _world.Connect(thing);
            _world.Disconnect(thing);
        }

        _world.Advance(TimeSpan.FromMinutes(8));
        _world.Connect("back");
        _world.Look();
        Assert.Equal(5, (await StoredAsync()).Length);
        Assert.Equal(2, _world.Active().Count);
        _world.Events.Clear();
    }

    private async Task RestartAsync()
    {
        await _world.Journal.FlushAsync(TestContext.Current.CancellationToken);
        await _world.DisposeAsync();
        _world = await new DetectorWorld(store: _store, clock: _world.Clock).OpenAsync();
    }

    private string[] Told() => [.. _world.Events.Select(static one => $"{one.ThingName}.{one.Behavior.Name} {one.ProfileName} {one.Type}").Order(StringComparer.Ordinal)];

    private async Task<string[]> StoredAsync()
    {
        await _world.Journal.FlushAsync(TestContext.Current.CancellationToken);
        var found = new List<string>();
        await foreach (var stored in _store.ReadRecordsAsync(new RecordQuery { Collection = ViolationRecord.Collection }, TestContext.Current.CancellationToken))
        {
            var record = ViolationRecord.Read(stored);
            found.Add($"{stored.Owner} {record.Profile}.{record.Behavior.Name}");
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }
}
