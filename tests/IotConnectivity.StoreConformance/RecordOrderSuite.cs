using System.Globalization;
using IotConnectivity.Storage;
using static IotConnectivity.StoreConformance.StoredRecords;

namespace IotConnectivity.StoreConformance;

/// <summary>Records are read in the order of time and key, from any place on, in both directions, while others write.</summary>
public abstract class RecordOrderSuite(StoreFixture fixture) : StoreSuite(fixture)
{
    private const int Many = 10_000;

    private static readonly RecordQuery All = new() { Collection = "violation" };

    [Fact]
    public async Task ReadRecordsAsync_ManyRecords_AreInOrderBothWays()
    {
        var expected = await WriteManyAsync();

        Assert.Equal(expected, await KeysAsync(All));
        Assert.Equal(Enumerable.Reverse(expected), await KeysAsync(All with { NewestFirst = true }));
        Assert.Equal(expected.Where(static key => key.EndsWith('7')), await KeysAsync(All with { Owner = "pump-7" }));
        Assert.Equal(expected[40..80], await KeysAsync(All with { FromMs = 10, ToMs = 19 }));
        Assert.Equal(Enumerable.Reverse(expected[40..80]), await KeysAsync(All with { FromMs = 10, ToMs = 19, NewestFirst = true }));
    }

    [Fact]
    public async Task ReadRecordsAsync_StoppedEarly_ReadsNoMore()
    {
        var expected = await WriteManyAsync();

        var page = await Store.ReadRecordsAsync(All with { NewestFirst = true }, Cancelled).Take(100).ToListAsync(Cancelled);

        Assert.Equal(Enumerable.Reverse(expected).Take(100), page.Select(static one => one.Key));
    }

    [Fact]
    public async Task ReadRecordsAsync_PageAfterPage_GivesEachOnce()
    {
        var expected = await WriteManyAsync();
        foreach (var newestFirst in (bool[])[false, true])
        {
            var read = new List<string>();
            RecordPlace? after = null;
            while (await Store.ReadRecordsAsync(All with { NewestFirst = newestFirst, After = after }, Cancelled).Take(777).ToListAsync(Cancelled) is { Count: > 0 } page)
            {
                read.AddRange(page.Select(static one => one.Key));
                after = page[^1].Place;
            }

            Assert.Equal(newestFirst ? Enumerable.Reverse(expected) : expected, read);
        }
    }

    [Fact]
    public async Task ReadRecordsAsync_RecordsGoAndComeMeanwhile_GivesAllThatStay()
    {
        var expected = await WriteManyAsync();
        var read = new List<string>();
        await foreach (var record in Store.ReadRecordsAsync(All, Cancelled))
        {
            read.Add(record.Key);
            if (read.Count % 100 != 0) continue;

            // The one that was just read is the place to go on from.
            await Fleet.CommitAsync(new StoreBatch
            {
                Records = [Make("before", long.MinValue), Make($"new-{read.Count}", record.TimeMs, "pump-0")],
                DeletedRecords = [new("violation", record.Key), new("violation", Key(Math.Min(Many - 1, read.Count + 150)))],
            });
        }

        Assert.DoesNotContain("before", read);
        Assert.Equal(read.Count, read.Distinct().Count());
        var left = (await KeysAsync(All)).ToHashSet();
        Assert.Empty(expected.Where(left.Contains).Except(read));
        Assert.InRange(left.Count, Many - 200, Many);
    }

    [Fact]
    public async Task ReadRecordsAsync_WhileOthersWrite_SeesBatchesWhole()
    {
        using var stop = new CancellationTokenSource();
        var reads = 0;
        var reader = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    // Two records that always change together, and lie on one page.
                    var values = (await Store.ReadRecordsAsync(All, Cancelled).ToListAsync(Cancelled)).ConvertAll(static one => one.Value.ToArray());
                    if (values.Count > 0) Assert.Equal(values[0], values[1]);
                    Interlocked.Increment(ref reads);
                }
            },
            Cancelled);

        for (var i = 0; (i < 300 || Volatile.Read(ref reads) < 5) && !reader.IsCompleted; i++)
        {
            var value = i.ToString(CultureInfo.InvariantCulture);
            await Fleet.CommitAsync(new StoreBatch { Records = [Make("a", i % 7, "pump-17", value), Make("b", i % 5, null, value)] });
        }

        await stop.CancelAsync();
        await reader;
    }

    [Fact]
    public async Task ReadRecordsAsync_AnyWritesAndAnyQueries_MatchesSortedListModel()
    {
        var random = new Random(17);
        var model = new StoredRecords();
        for (var step = 0; step < 200; step++)
        {
            var batch = new StoreBatch
            {
                Records = [.. Enumerable.Range(0, random.Next(6)).Select(_ => Any(random, $"{step}"))],
                DeletedRecords = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Any(random, "")).Select(static one => new RecordKey(one.Collection, one.Key))],
            };
            await Fleet.CommitAsync(batch);
            model.Write(batch);
            if (step % 50 == 49) await Fixture.CrashAsync();
            for (var i = 0; i < 5; i++)
            {
                var query = AnyQuery(random);
                var read = await Store.ReadRecordsAsync(query, Cancelled).ToListAsync(Cancelled);
                var (expected, actual) = (string.Join('\n', FormOf(model.Read(query))), string.Join('\n', FormOf(read)));
                Assert.True(expected == actual, $"step {step}: {query}\nexpected\n{expected}\nread\n{actual}");
            }
        }

        Assert.True(model.Count > 100, $"{model.Count} records are too few to tell");
    }

    // More than two pages of a store under one owner, at few times, under keys whose order in UTF-16 is not that of their code points.
    private static StoredRecord Any(Random random, string value)
    {
        string[] letters = ["", "a", "A", "é", "\uD7FF", "\uE000", "\uFFFD", "😀", "\U0010FFFF"];
        var key = letters[random.Next(letters.Length)] + letters[random.Next(letters.Length)] + letters[random.Next(letters.Length)];
        string?[] owners = [null, "", "a", "a", "a", "😀"];
        return Make(key, AnyTime(random), owners[random.Next(owners.Length)], value, random.Next(8) == 0 ? "alert" : "violation");
    }

    private static RecordQuery AnyQuery(Random random)
    {
        var any = Any(random, "");
        return new RecordQuery
        {
            Collection = any.Collection,
            Owner = random.Next(2) == 0 ? null : any.Owner,
            FromMs = random.Next(2) == 0 ? long.MinValue : AnyTime(random),
            ToMs = random.Next(2) == 0 ? long.MaxValue : AnyTime(random),
            NewestFirst = random.Next(2) == 0,
            After = random.Next(2) == 0 ? null : any.Place,
        };
    }

    private static long AnyTime(Random random) => random.Next(8) switch
    {
        0 => long.MinValue,
        1 => long.MaxValue,
        var time => time,
    };

    /// <summary>Writes records in no order, four of each time.</summary>
    /// <returns>Their keys in the order of reading.</returns>
    private async Task<string[]> WriteManyAsync()
    {
        var numbers = Enumerable.Range(0, Many).ToArray();
        new Random(17).Shuffle(numbers);
        foreach (var chunk in numbers.Chunk(1_000)) await Fleet.CommitAsync(new StoreBatch { Records = [.. chunk.Select(static i => Make(Key(i), i / 4, $"pump-{i % 10}"))] });
        return [.. Enumerable.Range(0, Many).Select(Key)];
    }

    private static string Key(int number) => number.ToString("D5", CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<string>> KeysAsync(RecordQuery query) =>
        await Store.ReadRecordsAsync(query, Cancelled).Select(static one => one.Key).ToListAsync(Cancelled);
}
