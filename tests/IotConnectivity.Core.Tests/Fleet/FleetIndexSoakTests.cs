using IotConnectivity.Fleet.Columns;
using IotConnectivity.Queries;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet;

/// <summary>Things that come and go, so that their places change hands, while others ask.</summary>
[Collection(SoakCollection.Name)]
[Trait("Category", "Soak")]
public class FleetIndexSoakTests
{
    private const int Names = 3_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Search_ThingsComeAndGo_NoPageHasADeletedThingOrOneTwice()
    {
        var seed = Concurrently.Seed();
        using var fleet = new TestFleet();
        for (var i = 0; i < Names; i++) fleet.Create(NameOf(i), "n=1");

        Concurrently.Run(4, seed, (thread, random) =>
        {
            for (var i = 0; i < Repetitions.Of(thread < 3 ? 30_000 : 1_500); i++)
            {
                if (thread < 3) Toggle(fleet.Registry, NameOf((random.Next(Names / 3) * 3) + thread));
                else AssertPageIsInOrder(fleet.Fleet, random);
            }
        });

        var registered = Enumerable.Range(0, Names).Select(NameOf).Where(name => fleet.Registry.Find(name) is not null).ToList();
        Assert.Equal(registered, fleet.Find("*", Names));
    }

    [Fact]
    public void Count_AfterOnesOwnChange_SeesIt()
    {
        var seed = Concurrently.Seed();
        using var fleet = new TestFleet();
        fleet.Fleet.Start();

        Concurrently.Run(4, seed, (thread, random) =>
        {
            for (var i = 0; i < Repetitions.Of(3_000); i++)
            {
                // Names of all threads are neighbours, so that they are marked in the same words.
                var name = NameOf((random.Next(40) * 4) + thread);
                if (fleet.Registry.Find(name) is null) fleet.Create(name);
                else fleet.Delete(name);
                Assert.Equal(fleet.Registry.Find(name) is null ? 0 : 1, fleet.Count($"thingName:{name}"));
            }
        });
    }

    /// <summary>Whoever has marked a place and then takes all that is marked, or waits for who does, finds that it was taken after.</summary>
    [Fact]
    public void Take_FromManyThreads_MissesNothingThatWasMarkedBefore()
    {
        const int places = 20_000;
        var seed = Concurrently.Seed();
        var dirty = new DirtyPlaces();
        var written = new long[places];
        var taken = new long[places];
        var taking = new Lock();

        Concurrently.Run(4, seed, (_, random) =>
        {
            var list = new List<int>();
            for (var i = 0; i < Repetitions.Of(200_000); i++)
            {
                var place = random.Next(4) == 0 ? random.Next(places) : random.Next(200);
                var own = Interlocked.Increment(ref written[place]);
                dirty.Mark(place);
                if (i % 4 != 0) continue;
                lock (taking)
                {
                    TakeAll(dirty, list);
                    foreach (var one in list) taken[one] = Volatile.Read(ref written[one]);
                    Assert.True(taken[place] >= own, $"place {place} was written {own} times, and {taken[place]} are taken in");
                }
            }
        });

        var rest = new List<int>();
        TakeAll(dirty, rest);
        foreach (var one in rest) taken[one] = written[one];
        Assert.Equal(written, taken);
        Assert.True(dirty.IsEmpty);
    }

    [Fact]
    public async Task Watch_ChangesFromManyThreads_NothingIsLostUntold()
    {
        var seed = Concurrently.Seed();
        using var fleet = new TestFleet();
        using var feed = fleet.Fleet.Watch(FleetQuery.Parse("*"), capacity: 1 << 20);
        using var memberships = fleet.Fleet.WatchMemberships(capacity: 16);
        Assert.True(fleet.Registry.Groups.TryCreate("group", null, null, null, out _, out _));
        for (var i = 0; i < 3; i++) fleet.Create(NameOf(i));
        fleet.Fleet.Start();
        var changes = Task.Run(() => CountAsync(memberships, change => change.Missed), Cancel);
        var state = new Dictionary<string, bool>();
        var reading = Task.Run(
            async () =>
            {
                await foreach (var notice in feed.WithCancellation(Cancel)) state[notice.ThingName] = notice.IsMatch;
            },
            Cancel);

        var made = Repetitions.Of(20_000);
        Concurrently.Run(3, seed, (thread, random) =>
        {
            for (var i = 0; i < made; i++)
            {
                Toggle(fleet.Registry, NameOf(3 + thread + (3 * random.Next(5))));
                var isIn = i % 2 == 0;
                Assert.True(isIn ? fleet.Registry.Groups.TryAdd("group", NameOf(thread), out _) : fleet.Registry.Groups.TryRemove("group", NameOf(thread), out _));
            }
        });
        fleet.Fleet.Settle();
        fleet.Dispose();
        await reading.WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Equal(3L * made, await changes.WaitAsync(TimeSpan.FromMinutes(1), Cancel));
        Assert.All(state, pair => Assert.Equal(fleet.Registry.Find(pair.Key) is not null, pair.Value));
    }

    private static async Task<long> CountAsync<T>(IAsyncEnumerable<T> feed, Func<T, long> missed)
    {
        var count = 0L;
        await foreach (var item in feed.WithCancellation(Cancel)) count += 1 + missed(item);
        return count;
    }

    private static void TakeAll(DirtyPlaces dirty, List<int> list)
    {
        list.Clear();
        for (var (from, atMost) = (0, 70); !dirty.Take(list, atMost, ref from);) atMost += 70;
    }

    private static void Toggle(ThingRegistry registry, string name)
    {
        if (registry.Find(name) is null) Assert.True(registry.TryCreate(new ThingName(name), [KeyValuePair.Create("n", "1")], null, out _, out _));
        else Assert.True(registry.TryDelete(name, null, out _));
    }

    private static void AssertPageIsInOrder(FleetIndex fleet, Random random)
    {
        var query = FleetQuery.Parse(random.Next(2) == 0 ? "attributes.n:1" : $"thingName:thing-{random.Next(3)}*");
        var page = fleet.Search(query, 1 + random.Next(200), cancellationToken: Cancel);
        var previous = string.Empty;
        foreach (var (thing, _, _) in page)
        {
            Assert.True(NameOrder.Compare(previous, thing.Name) < 0, $"{thing.Name} comes after {previous}");
            Assert.Equal((1, 1), (thing.Version, thing.Attributes.Count));
            previous = thing.Name;
        }
    }

    private static string NameOf(int i) => $"thing-{i:D4}";
}
