using IotConnectivity.Fleet.Groups;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Queries;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet;

/// <summary>An index of things that a test makes one by one.</summary>
internal sealed class TestFleet : IDisposable
{
    private long _connection;

    internal TestFleet()
    {
        Registry = new ThingRegistry(Index, Clock);
        Switch = new IndexingSwitch(Index);
        Fleet = new FleetIndex(Registry, Index, Switch);
        Groups = new DynamicThingGroups(Registry, Fleet);
    }

    internal ManualTimeProvider Clock { get; } = new();

    internal ConnectivityIndex Index { get; } = new();

    internal ThingRegistry Registry { get; }

    internal IndexingSwitch Switch { get; }

    internal FleetIndex Fleet { get; }

    internal DynamicThingGroups Groups { get; }

    /// <summary>Creates a thing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="attributes">Each as <c>name=value</c>.</param>
    internal void Create(string name, params string[] attributes) =>
        Assert.True(Registry.TryCreate(new ThingName(name), Pairs(attributes), null, out _, out var error), error?.Message);

    internal void Update(string name, params string[] attributes) =>
        Assert.True(Registry.TryUpdate(name, new ThingUpdate { Attributes = Pairs(attributes) }, out _, out var error), error?.Message);

    internal void Delete(string name) => Assert.True(Registry.TryDelete(name, null, out _));

    internal void Connect(string name, long timestampMs = 1_000) => Hear(LifecycleEventKind.Connected, name, ++_connection, timestampMs, DisconnectReason.Unknown);

    /// <summary>Ends the connection that was made last.</summary>
    internal void End(string name, long timestampMs = 2_000, DisconnectReason reason = DisconnectReason.ConnectionLost) =>
        Hear(LifecycleEventKind.Disconnected, name, _connection, timestampMs, reason);

    /// <summary>Creates a dynamic group, a second after the one before.</summary>
    internal void CreateGroup(string name, string query)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Groups.TryCreate(name, FleetQuery.Parse(query), null, null, out _, out var error), error?.Message);
    }

    internal ThingGroup GroupOf(string name) => Registry.Groups.Find(name)!;

    internal string[] MembersOf(string group)
    {
        Fleet.Settle();
        Assert.True(Registry.Groups.TryListThings(group, recursive: false, 250, null, out var page, out _));
        return [.. page.ThingNames.Order(StringComparer.Ordinal)];
    }

    internal int Count(string query) => Fleet.Count(FleetQuery.Parse(query), TestContext.Current.CancellationToken);

    internal string[] Find(string query, int maxResults = 100) =>
        [.. Fleet.Search(FleetQuery.Parse(query), maxResults, cancellationToken: TestContext.Current.CancellationToken).Select(thing => thing.Thing.Name)];

    public void Dispose() => Fleet.Dispose();

    private static KeyValuePair<string, string>[] Pairs(string[] attributes) =>
        [.. attributes.Select(static attribute => attribute.Split('=')).Select(static parts => KeyValuePair.Create(parts[0], parts[1]))];

    private void Hear(LifecycleEventKind kind, string name, long connection, long timestampMs, DisconnectReason reason) => Index.Apply(new LifecycleEvent
    {
        Kind = kind,
        ClientId = name,
        Source = LifecycleSource.Aws,
        TimestampMs = timestampMs,
        Connection = ConnectionKey.Create($"{connection}"),
        Number = connection,
        Reason = reason,
        ReasonQuality = kind == LifecycleEventKind.Disconnected ? ReasonQuality.Stated : ReasonQuality.Absent,
    });
}
