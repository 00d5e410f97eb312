using IotConnectivity.Detect.Detector;
using IotConnectivity.Journal;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Violations;

public class ForgottenEventsTests
{
    [Fact]
    public async Task ForgetOldEvents_StoreCannotWrite_FailsInsteadOfFindingTheSameAgain()
    {
        var store = new ScriptedStore();
        await using var world = await new DetectorWorld(store: store).OpenAsync();
        world.Create("pump");
        world.Watch("Offline", DetectorWorld.Away("5m", 5));
        world.Connect("pump");
        world.Disconnect("pump");
        world.Advance(TimeSpan.FromMinutes(6));
        await world.Journal.FlushAsync(TestContext.Current.CancellationToken);
        world.Clock.Advance(TimeSpan.FromDays(31));

        store.FailUntil();

        await Assert.ThrowsAsync<StoreException>(() => world.Violations.ForgetOldEventsAsync(1, TestContext.Current.CancellationToken));
    }
}
