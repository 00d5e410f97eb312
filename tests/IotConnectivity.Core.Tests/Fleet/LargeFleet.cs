using IotConnectivity.Fleet.Columns;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Queries;
using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Binding;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

/// <summary>
/// Things of several chunks, one of which is almost empty. There are values that all things have, that few have, that are all different or are in one chunk only, and names that few
/// and that many begin with: each is found in another way.
/// </summary>
internal sealed class LargeFleet : IDisposable
{
    internal const int Made = (2 * Places.ChunkSize) + 600;

    private static readonly string[] Spellings = ["yes", "Yes", "YES", "yEs", "yeS", "YEs"];
    private static readonly string[] Levels = ["1", "2", "1.0", "high", "10", "-5", "7"];
    private static readonly DisconnectReason[] Reasons = [DisconnectReason.ConnectionLost, DisconnectReason.ServerError, DisconnectReason.Unknown];

    internal LargeFleet()
    {
        Registry = new ThingRegistry(Index);
        Fleet = new FleetIndex(Registry, Index, new IndexingSwitch(Index));
        foreach (var type in (string[])["pump", "valve"]) Assert.True(Registry.Types.TryCreate(type, null, null, out _, out _));
        foreach (var group in (string[])["north", "few"]) Assert.True(Registry.Groups.TryCreate(group, null, null, null, out _, out _));
        for (var i = 0; i < Made; i++) Create(i);
        Fleet.Settle();

        // What is left of the chunk in the middle are few.
        for (var i = Places.ChunkSize; i < 2 * Places.ChunkSize; i++)
        {
            if (i % 50 != 0) Assert.True(Registry.TryDelete(NameOf(i), null, out _));
        }

        Things = [.. Enumerable.Range(0, Made).Select(NameOf).Select(Registry.FindCell).OfType<RegisteredThing>().OrderBy(static thing => thing.Name, Comparer<string>.Create(NameOrder.Compare))];
    }

    /// <summary>Gets conditions of every sort.</summary>
    internal static string[] Leaves { get; } =
    [
        "*", "attributes.few:v3", "attributes.few:V*", "attributes.few:*", "attributes.few:[\"v2\" TO \"v5\"}", "attributes.serial:8193", "attributes.serial < 4200", "attributes.serial:81?*",
        "attributes.level:1", "attributes.level > 1", "attributes.level:*1*", "attributes.level:\"1\"", "attributes.spelled:yes", "attributes.spelled:*", "attributes.spelled:*s", "attributes.rare:x",
        "attributes.rare:*", "attributes.rare:x?*", "attributes.late:*", "attributes.late:b1", "attributes.late:b*", "attributes.nobody:x", "attributes.nobody:*", "thingTypeName:PUMP", "thingTypeName:*",
        "thingTypeName:v*", "thingName:pump-00*", "thingName:PUMP-6173", "thingName:valve-1*", "thingName:valve*", "thingName:*-00*", "thingName:nobody*", "thingName:[\"pump-5\" TO \"valve-2\"]",
        "\"pump-3554\"", "pump-6173", "yes", "b1", "1", "thingGroupNames:north", "thingGroupNames:few", "thingGroupNames:*", "thingId:0*", "connectivity.connected:true", "connectivity.connected:false",
        "connectivity.timestamp > 5000", "connectivity.timestamp:0", "connectivity.timestamp:[4200 TO 8200}", "connectivity.disconnectReason:*", "connectivity.disconnectReason:SERVER_ERROR",
        "connectivity.keepAliveDuration:60",
    ];

    internal ConnectivityIndex Index { get; } = new();

    internal ThingRegistry Registry { get; }

    internal FleetIndex Fleet { get; }

    /// <summary>Gets the things in the order of their names.</summary>
    internal List<RegisteredThing> Things { get; }

    internal static QueryNode Bind(FleetQuery query)
    {
        Assert.True(QueryBinder.TryBind(query, QuerySchema.Things, FleetIndex.SourcesOf(IndexingConfiguration.On), out var bound, out var error), error?.ToString());
        return bound;
    }

    /// <summary>Asks each thing, one after the other.</summary>
    internal List<RegisteredThing> Ask(FleetQuery query)
    {
        var bound = Bind(query);
        return Things.FindAll(thing => QueryInterpreter.Matches(bound, new ThingDocument(thing)));
    }

    public void Dispose() => Fleet.Dispose();

    private static string NameOf(int i) => $"{(i % 3 == 0 ? "Pump" : "valve")}-{i * 7_919 % Made:D4}";

    private void Create(int i)
    {
        var name = NameOf(i);
        Dictionary<string, string> attributes = new() { ["few"] = $"v{i % 8}", ["serial"] = $"{i}" };
        if (i % 5 != 0) attributes["spelled"] = Spellings[i % Spellings.Length];
        if (i % 5 != 0 && i % 2 == 0) attributes["level"] = Levels[i % Levels.Length];
        if (i % 1_000 == 0) attributes["rare"] = "x";
        if (i % 5 != 0 && i / Places.ChunkSize == 1) attributes["late"] = $"b{i % 9}";
        Assert.True(Registry.TryCreate(new ThingName(name), attributes, i % 5 == 0 ? null : i % 3 == 0 ? "pump" : "valve", out _, out var error), error?.Message);
        if (i % 4 == 0) Assert.True(Registry.Groups.TryAdd("north", name, out _));
        if (i is > 3_000 and < 3_010) Assert.True(Registry.Groups.TryAdd("few", name, out _));
        if (i % 3 != 2) Hear(name, LifecycleEventKind.Connected, i, i % 4 == 0 ? 60 : null);
        if (i % 3 == 0) Hear(name, LifecycleEventKind.Disconnected, i + 1, null, Reasons[i % 7 % Reasons.Length]);
    }

    private void Hear(string name, LifecycleEventKind kind, long timestampMs, int? keepAlive, DisconnectReason reason = DisconnectReason.Unknown) => Index.Apply(new LifecycleEvent
    {
        Kind = kind,
        ClientId = name,
        Source = LifecycleSource.Aws,
        TimestampMs = timestampMs,
        Connection = ConnectionKey.Create("1"),
        Number = 1,
        KeepAliveSeconds = keepAlive,
        Reason = reason,
        ReasonQuality = kind == LifecycleEventKind.Disconnected ? ReasonQuality.Stated : ReasonQuality.Absent,
    });
}
