using IotConnectivity.Registry;
using IotConnectivity.TestKit;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.Fleet;

public class FleetFailureTests
{
    [Fact]
    public async Task Work_SomethingThrows_IsLoggedAndNothingIsLost()
    {
        using var fleet = new TestFleet();
        var log = new RecordingLogger<FleetIndex>();
        fleet.Create("pump-17", "site=north");
        fleet.Create("pump-18", "site=north");
        fleet.CreateGroup("northern", "attributes.site:north");
        using var tried = new FleetIndex(fleet.Registry, fleet.Index, fleet.Switch, log);
        var follower = new FailsOnce();
        fleet.Registry.Followers.Add(follower);
        tried.Start();

        while (fleet.Registry.Groups.Find("northern")!.Query!.Status != ThingGroupStatus.Active) await Task.Delay(10, TestContext.Current.CancellationToken);

        Assert.True(fleet.Registry.Groups.TryListThings("northern", false, 10, null, out var members, out _));
        Assert.Equal(["pump-17", "pump-18"], members.ThingNames);
        Assert.Equal((LogLevel.Error, "on purpose"), (log.Entries.Single().Level, log.Entries.Single().Exception!.Message));
    }

    private sealed class FailsOnce : IRegistryFollower
    {
        private int _calls;

        public void OnThingChanged(RegisteredThing thing)
        {
        }

        public void OnGroupChanged(RegisteredGroup group)
        {
        }

        public void OnTypeChanged(string name, ThingType? type)
        {
        }

        public void OnMembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember)
        {
            if (Interlocked.Increment(ref _calls) == 1) throw new InvalidOperationException("on purpose");
        }
    }
}
