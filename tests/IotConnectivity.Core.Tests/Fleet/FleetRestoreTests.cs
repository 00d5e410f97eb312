using IotConnectivity.Fleet.Groups;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Queries;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Fleet;

/// <summary>What was stored is found as soon as the journal says that it is back.</summary>
public class FleetRestoreTests
{
    [Fact]
    public async Task Search_AfterARestore_FindsWhatWasStored()
    {
        await using var store = new InMemoryConnectivityStore();
        await RunAsync(store, static (registry, fleet) =>
        {
            Assert.True(registry.TryCreate(new ThingName("pump-17"), [new("site", "north")], null, out _, out _));
            return fleet.Count(FleetQuery.Parse("*"));
        });

        Assert.Equal(1, await RunAsync(store, static (_, fleet) => fleet.Count(FleetQuery.Parse("attributes.site:north"))));
    }

    [Fact]
    public async Task DynamicGroup_AfterARestore_HasItsMembers()
    {
        await using var store = new InMemoryConnectivityStore();
        await RunAsync(store, static (registry, fleet) =>
        {
            registry.TryCreate(new ThingName("pump-17"), [new("site", "north")], null, out _, out _);
            return new DynamicThingGroups(registry, fleet).TryCreate("northern", FleetQuery.Parse("attributes.site:north"), null, null, out _, out _);
        });

        var (status, members) = await RunAsync(store, static (registry, fleet) =>
        {
            fleet.Start();
            fleet.Settle();
            Assert.True(registry.Groups.TryListThings("northern", false, 10, null, out var page, out _));
            return (registry.Groups.Find("northern")!.Query!.Status, page.ThingNames);
        });

        Assert.Equal(ThingGroupStatus.Active, status);
        Assert.Equal(["pump-17"], members);
    }

    private static async Task<TResult> RunAsync<TResult>(InMemoryConnectivityStore store, Func<ThingRegistry, FleetIndex, TResult> use)
    {
        var index = new ConnectivityIndex();
        var registry = new ThingRegistry(index);
        var indexing = new IndexingSwitch(index);
        using var fleet = new FleetIndex(registry, index, indexing);
        using var journal = new ConnectivityJournal(index, registry, indexing, store);
        await journal.OpenAsync(TestContext.Current.CancellationToken);
        var result = use(registry, fleet);
        await journal.FlushAsync(TestContext.Current.CancellationToken);
        return result;
    }
}
