using IotConnectivity.History;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Storage;

public class InMemoryHistoryTests
{
    [Fact]
    public async Task GetStateAtAsync_LateEventsPushedOutWhatWasBetween_DoesNotAnswerWithTheOldState()
    {
        var cancel = TestContext.Current.CancellationToken;
        var aws = Teller.Aws;
        var clock = new ManualTimeProvider(aws.Connect(900_000).TimestampMs is var ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : default);
        var index = new ConnectivityIndex();
        var registry = new ThingRegistry(index);
        var indexing = new IndexingSwitch(index);
        await using var store = new InMemoryConnectivityStore();
        await using var journal = new ConnectivityJournal(index, registry, indexing, store, null, clock);
        await journal.OpenAsync(cancel);
        registry.TryCreate(new ThingName(Teller.Pump), null, null, out _, out _);
        var history = new ThingHistory(index, store, TimeSpan.FromDays(30), clock, journal.TryFlushAsync);
        await journal.ApplyAsync(aws.Connect(100_000, "b", 50), cancel);
        await journal.ApplyAsync(aws.End(200_000, "b", 50), cancel);

        // Late news of earlier connections: all of them ended before.
        for (var i = 1; i <= 16; i++)
        {
            await journal.ApplyAsync(aws.Connect(i * 1000, $"a{i}", i), cancel);
            if (i < 16) await journal.ApplyAsync(aws.End((i * 1000) + 500, $"a{i}", i), cancel);
        }

        await journal.ApplyAsync(aws.End(16_500, "a16", 16), cancel);
        var moment = await history.GetStateAtAsync(Teller.Pump, DateTimeOffset.FromUnixTimeMilliseconds(aws.Connect(150_000).TimestampMs), cancel);

        // Connected at that moment, or else not known any more.
        Assert.True(moment!.Since is null or { Connected: true }, $"{moment.Since}, known from {moment.AvailableFrom:O}");
    }
}
