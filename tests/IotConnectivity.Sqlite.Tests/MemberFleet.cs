using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Queries;
using IotConnectivity.Registry;

namespace IotConnectivity.Sqlite;

/// <summary>One life of a process that keeps dynamic groups in a file, and what it tells of their members.</summary>
internal sealed class MemberFleet : IAsyncDisposable
{
    private readonly MembershipFeed _feed;

    private MemberFleet(string path)
    {
        Registry = new ThingRegistry(Index);
        var indexing = new IndexingSwitch(Index);
        Fleet = new FleetIndex(Registry, Index, indexing);
        Groups = new DynamicThingGroups(Registry, Fleet);
        Journal = new ConnectivityJournal(Index, Registry, indexing, new SqliteConnectivityStore(new SqliteStoreOptions { Path = path, Synchronous = SqliteSynchronous.Normal }));
        _feed = Fleet.WatchMemberships(capacity: 1 << 20);
    }

    public ConnectivityIndex Index { get; } = new();

    public ThingRegistry Registry { get; }

    public FleetIndex Fleet { get; }

    public DynamicThingGroups Groups { get; }

    public ConnectivityJournal Journal { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Brings back what is stored; groups are not kept until <see cref="Keep"/>.</summary>
    public static async Task<MemberFleet> OpenAsync(string path)
    {
        var fleet = new MemberFleet(path);
        await fleet.Journal.OpenAsync(Cancelled);
        return fleet;
    }

    /// <summary>Runs once from start to end.</summary>
    /// <returns>What was told of members.</returns>
    public static async Task<List<MembershipChange>> RunAsync(string path, Action<MemberFleet>? change = null)
    {
        await using var fleet = await OpenAsync(path);
        fleet.Keep();
        change?.Invoke(fleet);
        fleet.Settle();
        return await fleet.EndAsync();
    }

    /// <summary>Changes something while nobody keeps groups, as if the process had been killed before it came to that.</summary>
    public static async Task ChangeUnkeptAsync(string path, Action<MemberFleet> change)
    {
        await using var fleet = await OpenAsync(path);
        change(fleet);
    }

    public void Keep()
    {
        Fleet.Start();
        Settle();
    }

    /// <summary>Waits until every change is taken in, and what follows from it.</summary>
    public void Settle()
    {
        // A query sees everything before it. What gets out of a full thing may let something else in.
        for (var i = 0; i < 3; i++) Fleet.Count(FleetQuery.Parse("*"), Cancelled);
    }

    public void Create(string name, string site) => Assert.True(Registry.TryCreate(new ThingName(name), [new("site", site)], null, out _, out var error), error?.Message);

    public void Move(string name, string site) => Registry.TryUpdate(name, new ThingUpdate { Attributes = [new("site", site)] }, out _, out _);

    public void CreateGroup(string name, string query) => Assert.True(Groups.TryCreate(name, FleetQuery.Parse(query), null, null, out _, out var error), error?.Message);

    public void ChangeQuery(string name, string query) => Groups.TryUpdate(name, new ThingGroupUpdate(), FleetQuery.Parse(query), out _, out _);

    public void DeleteGroup(string name) => Assert.True(Groups.TryDelete(name, null, out _));

    public void Connect(string name, long number) => Hear(LifecycleEventKind.Connected, name, number);

    public void End(string name, long number) => Hear(LifecycleEventKind.Disconnected, name, number);

    public string[] MembersOf(string group)
    {
        Assert.True(Registry.Groups.TryListThings(group, recursive: false, 250, null, out var page, out _));
        return [.. page.ThingNames.Order(StringComparer.Ordinal)];
    }

    /// <summary>Stops keeping groups.</summary>
    /// <returns>What was told of members since the beginning.</returns>
    public async Task<List<MembershipChange>> EndAsync()
    {
        Fleet.Dispose();
        return await _feed.ToListAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        Fleet.Dispose();
        await Journal.DisposeAsync();
    }

    private void Hear(LifecycleEventKind kind, string name, long number) => Index.Apply(new LifecycleEvent
    {
        Kind = kind,
        ClientId = name,
        Source = LifecycleSource.Aws,
        TimestampMs = (number * 20) + (kind == LifecycleEventKind.Disconnected ? 10 : 0),
        Connection = ConnectionKey.Create($"{number}"),
        Number = number,
        Reason = kind == LifecycleEventKind.Disconnected ? DisconnectReason.ConnectionLost : DisconnectReason.Unknown,
        ReasonQuality = kind == LifecycleEventKind.Disconnected ? ReasonQuality.Stated : ReasonQuality.Absent,
    });
}
