using IotConnectivity.Fleet;
using IotConnectivity.Queries;
using IotConnectivity.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IotConnectivity.Sqlite;

/// <summary>What a restart tells of the members of dynamic groups.</summary>
public sealed class DynamicMembersTests : IDisposable
{
    private readonly TestStore _test = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_NothingHasChanged_TellsNothingAndHasTheMembersAtOnce()
    {
        Assert.Equal(["+online/pump-17", "+online/pump-18"], Describe(await MemberFleet.RunAsync(_test.Path, Fill)));

        await using var again = await MemberFleet.OpenAsync(_test.Path);
        Assert.Equal(["pump-17", "pump-18"], again.MembersOf("online"));
        Assert.Equal(ThingGroupStatus.Building, again.Registry.Groups.Find("online")!.Query!.Status);
        again.Keep();

        Assert.Equal(ThingGroupStatus.Active, again.Registry.Groups.Find("online")!.Query!.Status);
        Assert.Equal(["pump-17", "pump-18"], again.MembersOf("online"));
        Assert.Empty(await again.EndAsync());
    }

    [Fact]
    public async Task Start_MembersChangedWhileNobodyKeptGroups_TellsWhoLeftAndWhoJoinedOnce()
    {
        await MemberFleet.RunAsync(_test.Path, Fill);
        await MemberFleet.ChangeUnkeptAsync(_test.Path, static fleet =>
        {
            fleet.End("pump-17", 1);
            fleet.Connect("pump-19", 1);
            fleet.Create("pump-20", "south");
            fleet.Connect("pump-20", 1);
        });

        Assert.Equal(["+online/pump-19", "+online/pump-20", "-online/pump-17"], Describe(await MemberFleet.RunAsync(_test.Path)));
        Assert.Empty(await MemberFleet.RunAsync(_test.Path));
    }

    [Fact]
    public async Task Start_QueryChangedAndKilledBeforeItWasBuilt_TellsTheDifference()
    {
        await MemberFleet.RunAsync(_test.Path, Fill);
        await MemberFleet.ChangeUnkeptAsync(_test.Path, static fleet => fleet.ChangeQuery("online", "attributes.site:south"));

        await using (var again = await MemberFleet.OpenAsync(_test.Path))
        {
            again.Keep();
            Assert.Equal(["pump-18", "pump-19"], again.MembersOf("online"));
            Assert.Equal(["+online/pump-19", "-online/pump-17"], Describe(await again.EndAsync()));
        }

        Assert.Empty(await MemberFleet.RunAsync(_test.Path));
    }

    [Fact]
    public async Task Start_GroupKilledBeforeItWasBuilt_TellsAllWhoJoin()
    {
        await MemberFleet.RunAsync(_test.Path, Fill);
        await MemberFleet.ChangeUnkeptAsync(_test.Path, static fleet => fleet.CreateGroup("southern", "attributes.site:south"));

        Assert.Equal(["+southern/pump-18", "+southern/pump-19"], Describe(await MemberFleet.RunAsync(_test.Path)));
        Assert.Empty(await MemberFleet.RunAsync(_test.Path));
    }

    [Fact]
    public async Task Start_GroupKilledWhileItsMembersWereWritten_TellsTheRest()
    {
        await MemberFleet.RunAsync(_test.Path, Fill);
        _test.Execute("UPDATE thing SET groups = NULL WHERE name = 'pump-18'");

        Assert.Equal(["+online/pump-18"], Describe(await MemberFleet.RunAsync(_test.Path)));
        Assert.Empty(await MemberFleet.RunAsync(_test.Path));
    }

    [Fact]
    public async Task Start_GroupDeleted_TellsNothingAndAnotherOfItsNameBeginsAnew()
    {
        await MemberFleet.RunAsync(_test.Path, Fill);
        await MemberFleet.RunAsync(_test.Path, static fleet => fleet.DeleteGroup("online"));

        Assert.Empty(await MemberFleet.RunAsync(_test.Path));
        Assert.Equal(
            ["+online/pump-17"],
            Describe(await MemberFleet.RunAsync(_test.Path, static fleet => fleet.CreateGroup("online", "attributes.site:north AND connectivity.connected:true"))));
    }

    [Fact]
    public async Task Start_FileWithoutDynamicMembers_TellsAllWhoMatchAsJoining()
    {
        await MemberFleet.RunAsync(_test.Path, Fill);
        _test.Execute("UPDATE thing SET groups = NULL");

        Assert.Equal(["+online/pump-17", "+online/pump-18"], Describe(await MemberFleet.RunAsync(_test.Path)));
    }

    [Fact]
    public async Task StartAsync_HostedServiceThatFollowsMemberships_MissesNothing()
    {
        await MemberFleet.RunAsync(_test.Path, Fill);
        await MemberFleet.ChangeUnkeptAsync(_test.Path, static fleet => fleet.End("pump-17", 1));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddThingConnectivity().UseSqlite(_test.Path);
        builder.Services.AddHostedService<Subscriber>();
        using var host = builder.Build();
        var registry = host.Services.GetRequiredService<ThingRegistry>();

        await host.StartAsync(Cancelled);
        host.Services.GetRequiredService<FleetIndex>().Count(FleetQuery.Parse("*"), Cancelled);
        Assert.Equal(ThingGroupStatus.Active, registry.Groups.Find("online")!.Query!.Status);
        await host.StopAsync(Cancelled);

        var subscriber = host.Services.GetServices<IHostedService>().OfType<Subscriber>().Single();
        Assert.Equal(["-online/pump-17"], Describe(await subscriber.Feed.ToListAsync(Cancelled)));
    }

    public void Dispose() => _test.Dispose();

    // In the group: pump-17 in the north and pump-18 in the south. Not in it: pump-19 in the south.
    private static void Fill(MemberFleet fleet)
    {
        fleet.Create("pump-17", "north");
        fleet.Create("pump-18", "south");
        fleet.Create("pump-19", "south");
        fleet.Connect("pump-17", 1);
        fleet.Connect("pump-18", 1);
        fleet.CreateGroup("online", "connectivity.connected:true");
    }

    private static IEnumerable<string> Describe(List<MembershipChange> changes) =>
        changes.Select(static change => $"{(change.IsAdded ? '+' : '-')}{change.GroupName}/{change.ThingName}").Order(StringComparer.Ordinal);

    private sealed class Subscriber(FleetIndex fleet) : IHostedService
    {
        public MembershipFeed Feed { get; private set; } = null!;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            // However long this takes.
            fleet.Count(FleetQuery.Parse("*"), cancellationToken);
            Feed = fleet.WatchMemberships();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
