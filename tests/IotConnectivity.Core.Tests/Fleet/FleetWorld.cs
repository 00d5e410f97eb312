using IotConnectivity.Fleet.Columns;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Queries;
using IotConnectivity.Queries.Binding;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

/// <summary>A small registry with its index and fleet, things that random numbers do something to, and the plain way to answer a query.</summary>
internal sealed partial class FleetWorld : IDisposable
{
    internal const int Names = 60;

    private static readonly string[] Types = ["pump", "Valve", "sensor", "1", "150"];
    private static readonly string[] Groups = ["north", "North-2", "south"];
    private static readonly string[] AttributeNames = ["a", "b", "c"];
    private static readonly string[] AttributeValues = ["x", "X", "xy", "1", "1.0", "2", "-5", "1e2", "007", "zebra"];
    private static readonly DisconnectReason[] Reasons = [DisconnectReason.Unknown, DisconnectReason.ConnectionLost, DisconnectReason.ServerError];

    private static readonly string[] Leaves =
    [
        "*", "thingName:pump*", "thingName:PUMP-3", "thingName:v*1?", "thingName:*-1*", "\"pump-1\"", "valve-7", "thingTypeName:valve", "thingTypeName:*", "thingTypeName:s*r", "thingTypeName > 5", "thingTypeName:[\"1\" TO \"2\"]", "thingTypeName:150",
        "thingGroupNames:north", "thingGroupNames:n*", "thingGroupNames:*", "thingId:a*", "connectivity.connected:true", "connectivity.connected:false", "connectivity.timestamp > 500",
        "connectivity.timestamp:[200 TO 700}", "connectivity.timestamp < 0.5", "connectivity.timestamp:0", "connectivity.disconnectReason:*", "connectivity.disconnectReason:unknown",
        "connectivity.disconnectReason:SERVER*", "connectivity.keepAliveDuration > 60", "connectivity.cleanSession:true", "connectivity.clientId:pump*", "connectivity.sessionExpiry:*",
        "connectivity.version > 1", "attributes.a:x", "attributes.a:*", "attributes.b:1", "attributes.b > 1", "attributes.c:x*", "attributes.c:[\"a\" TO \"y\"]", "attributes.d:x", "attributes.a <= 2",
        "1", "1.0", "150.0", "zebra", "nort*", "thingName:(pump* AND -*1)", "attributes.b:\"1\"",
    ];

    private readonly long[] _connects = new long[Names];

    internal FleetWorld()
    {
        Registry = new ThingRegistry(Index, Clock);
        Switch = new IndexingSwitch(Index);
        Fleet = new FleetIndex(Registry, Index, Switch);
        foreach (var type in Types) Assert.True(Registry.Types.TryCreate(type, null, null, out _, out _));
        foreach (var group in Groups) Assert.True(Registry.Groups.TryCreate(group, null, null, null, out _, out _));
    }

    internal ConnectivityIndex Index { get; } = new();

    internal ThingRegistry Registry { get; }

    internal IndexingSwitch Switch { get; }

    internal FleetIndex Fleet { get; }

    /// <summary>Gets the name of a thing: some differ by case alone.</summary>
    internal static string NameOf(int number) => number % 4 == 0 ? $"Pump-{number / 8}" : number % 4 == 1 ? $"pump-{number / 8}-{number}" : $"valve-{number}";

    internal static FleetQuery AnyQuery(Random random) => AnyQuery(random, Leaves);

    /// <summary>Combines leaves to a query.</summary>
    internal static FleetQuery AnyQuery(Random random, string[] leaves)
    {
        while (true)
        {
            if (FleetQuery.TryParse(AnyText(random, leaves, 0), out var query, out _) && QueryBinder.TryBind(query, QuerySchema.Things, FleetIndex.SourcesOf(IndexingConfiguration.On), out _, out _)) return query;
        }
    }

    /// <summary>Does something to a thing that only one thread at a time may choose.</summary>
    internal void Change(Random random, int number)
    {
        var name = NameOf(number);
        switch (random.Next(10))
        {
            case 0:
                Registry.TryDelete(name, null, out _);
                break;
            case 1 or 2:
                Registry.TryCreate(new ThingName(name), AnyAttributes(random), random.Next(2) == 0 ? Types[random.Next(Types.Length)] : null, out _, out _);
                break;
            case 3:
                Registry.TryUpdate(name, new ThingUpdate { Attributes = AnyAttributes(random), MergeAttributes = random.Next(2) == 0 }, out _, out _);
                break;
            case 4:
                var change = random.Next(2) == 0 ? new ThingGroupChange { Add = [Groups[random.Next(Groups.Length)]] } : new ThingGroupChange { Remove = [Groups[random.Next(Groups.Length)]] };
                Registry.Groups.TryChange(name, change, out _);
                break;
            default:
                Connect(name, number, random);
                break;
        }
    }

    /// <summary>Asks each thing, one after the other.</summary>
    internal List<RegisteredThing> Ask(FleetQuery query, bool seesDynamic = true)
    {
        Assert.True(QueryBinder.TryBind(query, QuerySchema.Things, FleetIndex.SourcesOf(IndexingConfiguration.On), out var bound, out _));
        var things = Enumerable.Range(0, Names).Select(NameOf).Distinct(StringComparer.Ordinal).Select(Registry.FindCell).OfType<RegisteredThing>();
        return [.. things.Where(thing => QueryInterpreter.Matches(bound, new ThingDocument(thing, seesDynamic, Violations.GetValueOrDefault(thing), NowMs))).OrderBy(thing => thing.Name, Comparer<string>.Create(NameOrder.Compare))];
    }

    public void Dispose() => Fleet.Dispose();

    private static List<KeyValuePair<string, string>> AnyAttributes(Random random) =>
        [.. AttributeNames.Where(_ => random.Next(2) == 0).Select(attribute => KeyValuePair.Create(attribute, AttributeValues[random.Next(AttributeValues.Length)]))];

    private static string AnyText(Random random, string[] leaves, int depth) => random.Next(depth > 2 ? 1 : 5) switch
    {
        0 or 1 => leaves[random.Next(leaves.Length)],
        2 => $"({AnyText(random, leaves, depth + 1)} AND {AnyText(random, leaves, depth + 1)})",
        3 => $"({AnyText(random, leaves, depth + 1)} OR {AnyText(random, leaves, depth + 1)})",
        _ => $"NOT ({AnyText(random, leaves, depth + 1)})",
    };

    private void Connect(string name, int number, Random random)
    {
        var isEnd = random.Next(2) == 0;
        if (!isEnd) _connects[number]++;
        Index.Apply(new LifecycleEvent
        {
            Kind = isEnd ? LifecycleEventKind.Disconnected : LifecycleEventKind.Connected,
            ClientId = name,
            Source = LifecycleSource.Aws,
            TimestampMs = (_connects[number] * 20) + (isEnd ? 10 : 0),
            Connection = ConnectionKey.Create($"{_connects[number]}"),
            Number = _connects[number],
            KeepAliveSeconds = random.Next(3) == 0 ? null : 30 * random.Next(5),
            CleanSession = random.Next(2) == 0,
            SessionExpirySeconds = random.Next(2) == 0 ? 60u : null,
            Reason = isEnd ? Reasons[random.Next(Reasons.Length)] : DisconnectReason.Unknown,
            ReasonQuality = isEnd ? ReasonQuality.Stated : ReasonQuality.Absent,
        });
    }
}
