using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Benchmarks.Memory;

/// <summary>How many bytes more does a thing take when it and its last events are kept in memory, as they are without another store?</summary>
internal static class StoredMemoryReport
{
    private static readonly int[] Events = [0, 1, 2, 8, 32, 40];

    public static async Task RunAsync(IReadOnlyList<string> args)
    {
        Console.WriteLine("| things | events of each | index and registry, bytes a thing | with the store | the store's part |");
        Console.WriteLine("|---:|---:|---:|---:|---:|");
        foreach (var size in args.Count > 0 ? args.Select(int.Parse) : [200_000, 1_000_000])
        {
            // One thing first, so that code and tables are not counted.
            await MeasureAsync(1, new InMemoryConnectivityStore());
            var bare = await MeasureAsync(size, null);
            var stored = await MeasureAsync(size, new InMemoryConnectivityStore());
            for (var i = 0; i < Events.Length; i++) Console.WriteLine($"| {size:N0} | {Events[i]} | {bare[i]:F0} | {stored[i]:F0} | {stored[i] - bare[i]:F0} |");
        }
    }

    private static async Task<List<double>> MeasureAsync(int size, InMemoryConnectivityStore? store)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new ConnectivityIndex();
        var registry = new ThingRegistry(index);
        var journal = store is null ? null : new ConnectivityJournal(index, registry, new IndexingSwitch(index), store);
        if (journal is not null) await journal.OpenAsync();
        await ForEachAsync(size, journal, i => registry.TryCreate(new ThingName(Fleet.NameOf(i)), null, null, out _, out _));

        var bytes = new List<double>();
        for (var events = 0; events <= Events[^1]; events++)
        {
            if (events > 0) await ForEachAsync(size, journal, i => index.Apply(Next(i, events - 1)));
            if (Events.Contains(events)) bytes.Add((GC.GetTotalMemory(forceFullCollection: true) - before) / (double)size);
        }

        if (index.Count != size) throw new InvalidOperationException("not every thing is there");
        if (journal is not null) await journal.DisposeAsync();
        GC.KeepAlive(registry);
        return bytes;
    }

    /// <summary>A few at a time, so that what waits to be written does not count.</summary>
    private static async Task ForEachAsync(int size, ConnectivityJournal? journal, Action<int> act)
    {
        for (var i = 0; i < size; i++)
        {
            act(i);
            if (journal is not null && (i % 1000 == 999 || i == size - 1)) await journal.FlushAsync();
        }
    }

    private static LifecycleEvent Next(int thing, int step)
    {
        var connect = Fleet.Connect(thing, step / 2);
        return step % 2 == 0 ? connect : Fleet.EndOf(connect);
    }
}
