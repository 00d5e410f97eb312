using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.StoreConformance;

/// <summary>Compares what went in with what came out: by value, also the sources.</summary>
public static class Same
{
    private static readonly SourceTable Sources = new();

    public static string FormOf(IEnumerable<LifecycleEvent> events)
    {
        var writer = new EventWriter(Sources);
        writer.WriteEvents([.. events]);
        return Convert.ToHexString(writer.Written);
    }

    public static string FormOf(JournalEntry entry)
    {
        var writer = new EventWriter(Sources);
        writer.WriteEntry(entry);
        return $"{entry.ThingKey} {entry.Event.ClientId} {Convert.ToHexString(writer.Written)}";
    }

    public static IEnumerable<string> FormOf(IEnumerable<JournalEntry> entries) => entries.Select(FormOf);

    /// <summary>Applies events to an empty record.</summary>
    public static ThingConnectivity Join(IEnumerable<LifecycleEvent> events)
    {
        var index = new ConnectivityIndex();
        new ThingRegistry(index).TryCreate(new ThingName("t"), null, null, out _, out _);
        foreach (var one in events) index.Apply(one with { ClientId = "t" });
        index.TryGet("t", out var state);
        return state;
    }

    public static void AssertState(ThingConnectivity expected, StoredThing actual)
    {
        Assert.Equal(FormOf(expected.ToEvents("t")), FormOf(Join(actual.Connectivity).ToEvents("t")));
        Assert.All(actual.Connectivity, one => Assert.Equal(actual.Name, one.ClientId));
        Assert.True(actual.Revision >= expected.Revision, $"revision {actual.Revision} of `{actual.Name}` is below {expected.Revision}");
    }
}
