using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.Queries;

namespace IotConnectivity.Benchmarks.Search;

/// <summary>A hundred dynamic groups, ten of which look at connectivity: whoever goes offline gets into one at least.</summary>
internal static class FleetGroups
{
    public const int Count = 100;

    private static IEnumerable<string> Queries =>
    [
        "connectivity.connected:false",
        "connectivity.disconnectReason:SERVER_ERROR",
        "connectivity.connected:true AND attributes.firmware:1.1",
        $"connectivity.connected:false AND connectivity.timestamp < {Benchmarks.Fleet.Start}",
        .. Enumerable.Range(1, 6).Select(static i => $"connectivity.connected:false AND attributes.firmware:{i}.*"),
        .. Enumerable.Range(0, 90).Select(static i => $"attributes.batch:b{i}1* OR attributes.serial:sn-{i:x2}*"),
    ];

    /// <summary>Creates them and waits until all are complete.</summary>
    public static void Create(SearchFleet things, FleetIndex fleet)
    {
        var groups = new DynamicThingGroups(things.Registry, fleet);
        var number = 0;
        foreach (var query in Queries)
        {
            if (!groups.TryCreate($"group-{number++}", FleetQuery.Parse(query), null, null, out _, out var error)) throw new InvalidOperationException(error.Message);
        }

        fleet.Start();
        fleet.Settle();
        if (number != Count || things.Registry.Groups.All().Any(static group => group.Data.Query!.Status != Registry.ThingGroupStatus.Active)) throw new InvalidOperationException("not every group is complete");
    }
}
