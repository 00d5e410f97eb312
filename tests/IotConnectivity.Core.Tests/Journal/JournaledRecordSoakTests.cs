using System.Globalization;
using System.Text;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.Journal;

[Trait("Category", "Soak")]
public class JournaledRecordSoakTests
{
    private const int Writers = 8;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Each writer hears an event and writes two records of its number, again and again, while the store fails now and then: no batch has one without what belongs to it.</summary>
    [Fact]
    public async Task Write_ConcurrentWritersAndAFailingStore_NoBatchTearsACallOrComesBeforeItsEvent()
    {
        var rounds = Repetitions.Of(500);
        var random = new Random(Concurrently.Seed());
        var store = new ScriptedStore();
        var torn = new List<string>();
        var failed = 0;
        store.BeforeCommit = batch =>
        {
            Check(store, batch, torn);
            if (random.Next(10) != 0) return Task.CompletedTask;
            failed++;
            throw new StoreException(StoreFault.Full, "the disk is full");
        };
        await using var journaled = await JournaledIndex.OpenAsync(store);
        for (var i = 0; i < Writers; i++) journaled.Create($"thing-{i}");

        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => Write(journaled, $"thing-{writer}", rounds), Cancel)).ToList();
        await journaled.AdvanceUntilAsync(() => writers.TrueForAll(static writer => writer.IsCompleted));
        await Task.WhenAll(writers);
        while (failed == 0)
        {
            Write(journaled, "thing-0", rounds);
            await journaled.AdvanceUntilAsync(() => journaled.Journal.PendingCount == 0);
        }

        await journaled.AdvanceUntilAsync(() => journaled.Journal.Fault is null && journaled.Journal.PendingCount == 0);

        Assert.Empty(torn);
        Assert.Equal(2 * Writers, store.Records.Count);
        Assert.All(store.Records.Values, one => Assert.Equal(rounds, NumberOf(one)));
    }

    private static void Write(JournaledIndex journaled, string name, int rounds)
    {
        var teller = new Teller(LifecycleSource.Aws, name);
        for (var i = 1; i <= rounds; i++)
        {
            journaled.Index.Apply(teller.Connect(i, $"s{i}", i));
            var value = Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture));
            journaled.Journal.Write([new("violation", name, i, name, value), new("event", name, i, name, value)], []);
        }
    }

    private static void Check(ScriptedStore store, StoreBatch batch, List<string> torn)
    {
        foreach (var violation in batch.Records.Where(static one => one.Collection == "violation"))
        {
            var twin = batch.Records.Single(one => one.Collection == "event" && one.Key == violation.Key);
            if (NumberOf(twin) != NumberOf(violation)) torn.Add($"{violation.Key}: {NumberOf(violation)} and {NumberOf(twin)}");
        }

        // The events of a batch are in it or were in one before.
        var heard = store.Events.Concat(batch.Events.ToArray()).GroupBy(static entry => entry.Event.ClientId).ToDictionary(static one => one.Key, static one => one.Max(static entry => entry.Event.Number));
        foreach (var record in batch.Records)
        {
            if (heard.GetValueOrDefault(record.Key) < NumberOf(record)) torn.Add($"{record.Key}: record {NumberOf(record)} before its event");
        }
    }

    private static long NumberOf(StoredRecord record) => long.Parse(Encoding.UTF8.GetString(record.Value.Span), CultureInfo.InvariantCulture);
}
