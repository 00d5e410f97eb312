using IotConnectivity.Fleet;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Sqlite;

/// <summary>Whatever happens and whenever the process ends: the members are those that match, and what is told leads from those that were stored to them.</summary>
[Trait("Category", "Soak")]
public sealed class DynamicMembersSoakTests : IDisposable
{
    private const int Names = 24;

    private static readonly string[] Sites = ["north", "south", "west"];
    private static readonly string[] GroupNames = ["g0", "g1", "g2", "g3"];

    // Each query beside what it means.
    private static readonly (string Query, Func<Thing, bool, bool> Matches)[] Queries =
    [
        ("connectivity.connected:true", static (_, isConnected) => isConnected),
        ("attributes.site:north", static (thing, _) => SiteOf(thing) == "north"),
        ("connectivity.connected:false AND attributes.site:south", static (thing, isConnected) => !isConnected && SiteOf(thing) == "south"),
        ("NOT attributes.site:west OR connectivity.connected:true", static (thing, isConnected) => SiteOf(thing) != "west" || isConnected),
        ("thingName:t1*", static (thing, _) => thing.Name.StartsWith("t1", StringComparison.Ordinal)),
    ];

    private readonly TestStore _test = new();
    private readonly long[] _connects = new long[Names];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restarts_RandomChangesAndKills_MembersMatchAndWhatIsToldLeadsThere()
    {
        var seed = Concurrently.Seed();
        var random = new Random(seed);
        for (var life = 0; life < Repetitions.Of(25); life++)
        {
            var before = await ReadStoredAsync();
            await using var fleet = await MemberFleet.OpenAsync(_test.Path);
            fleet.Keep();
            AssertMembers(fleet);
            var atStart = MembersOf(fleet);
            Concurrently.Run(2, random.Next(), (thread, own) =>
            {
                for (var i = own.Next(300); i > 0; i--) Change(fleet, own, thread);
            });
            if (random.Next(3) == 0) await KillAsync(fleet, $"{life}");
            fleet.Settle();
            AssertMembers(fleet);
            var atEnd = MembersOf(fleet);
            AssertLeads(before, await fleet.EndAsync(), atStart, atEnd);
        }
    }

    public void Dispose() => _test.Dispose();

    private static string? SiteOf(Thing thing) => thing.Attributes.GetValueOrDefault("site");

    private static string NameOf(int number) => $"t{number}";

    /// <summary>Each name by one thread only, which also knows its connections.</summary>
    private void Change(MemberFleet fleet, Random random, int thread)
    {
        var number = (2 * random.Next(Names / 2)) + thread;
        var group = GroupNames[(2 * random.Next(GroupNames.Length / 2)) + thread];
        switch (random.Next(40))
        {
            case 0:
                fleet.DeleteGroup(group);
                break;
            case 1 or 2 when fleet.Registry.Groups.Find(group) is null:
                fleet.CreateGroup(group, Queries[random.Next(Queries.Length)].Query);
                break;
            case 3:
                fleet.ChangeQuery(group, Queries[random.Next(Queries.Length)].Query);
                break;
            case 4:
                fleet.Registry.TryDelete(NameOf(number), null, out _);
                break;
            case < 10 when fleet.Registry.Find(NameOf(number)) is null:
                fleet.Create(NameOf(number), Sites[random.Next(Sites.Length)]);
                break;
            case < 20:
                fleet.Move(NameOf(number), Sites[random.Next(Sites.Length)]);
                break;
            case < 30:
                fleet.Connect(NameOf(number), ++_connects[number]);
                break;
            default:
                fleet.End(NameOf(number), _connects[number]);
                break;
        }
    }

    /// <summary>What the disk holds at this moment is what the next life begins with.</summary>
    private async Task KillAsync(MemberFleet fleet, string name)
    {
        var copy = _test.File($"killed-{name}.db");
        await fleet.Journal.BackupAsync(copy, Cancelled);
        _test.Path = copy;
    }

    /// <summary>Reads the members that are stored, of groups and things that are stored.</summary>
    private async Task<HashSet<(Guid Group, Guid Thing)>> ReadStoredAsync()
    {
        await using var fleet = await MemberFleet.OpenAsync(_test.Path);
        return MembersOf(fleet);
    }

    private static HashSet<(Guid Group, Guid Thing)> MembersOf(MemberFleet fleet)
    {
        Assert.True(fleet.Registry.Groups.TryList(new ThingGroupFilter(), 250, null, out var groups, out _));
        return [.. groups.Groups.SelectMany(group => fleet.MembersOf(group.Name).Select(name => (group.Id, fleet.Registry.Find(name)!.Id)))];
    }

    private static void AssertMembers(MemberFleet fleet)
    {
        Assert.True(fleet.Registry.Groups.TryList(new ThingGroupFilter(), 250, null, out var groups, out _));
        Assert.True(fleet.Registry.TryList(new ThingFilter(), 250, null, out var things, out _));
        foreach (var group in groups.Groups)
        {
            Assert.Equal(ThingGroupStatus.Active, group.Query!.Status);
            var matches = Queries.Single(query => query.Query == group.Query.QueryString).Matches;
            Assert.Equal(
                things.Things.Where(thing => matches(thing, fleet.Index.TryGet(thing.Name, out var state) && state.Connected)).Select(static thing => thing.Name).Order(StringComparer.Ordinal),
                fleet.MembersOf(group.Name));
        }
    }

    private static void AssertLeads(
        HashSet<(Guid Group, Guid Thing)> members, List<MembershipChange> told, HashSet<(Guid Group, Guid Thing)> atStart, HashSet<(Guid Group, Guid Thing)> atEnd)
    {
        var difference = members.Where(member => !atStart.Contains(member)).Concat(atStart.Where(member => !members.Contains(member))).ToHashSet();
        Assert.Equal(difference, told.Take(difference.Count).Select(static change => (change.GroupId, change.ThingId)).ToHashSet());
        foreach (var change in told)
        {
            Assert.Equal(0, change.Missed);
            var member = (change.GroupId, change.ThingId);
            Assert.True(change.IsAdded ? members.Add(member) : members.Remove(member), $"{change.ThingName} is told to get {(change.IsAdded ? "into" : "out of")} {change.GroupName} twice");
        }

        Assert.Equal(atEnd.Order(), members.Order());
    }
}
