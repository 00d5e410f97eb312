using System.Collections.Concurrent;
using IotConnectivity.Indexing;
using IotConnectivity.TestKit;

namespace IotConnectivity.Registry;

[Collection(SoakCollection.Name)]
[Trait("Category", "Soak")]
public class ThingRegistrySoakTests
{
    [Fact]
    public void TryCreate_OneNameFromManyThreads_GivesOneThing()
    {
        const int Rounds = 2_000;
        var things = new RegistryFixture();
        var registry = things.Registry;
        var ids = new ConcurrentBag<(int Round, Guid Id)>();

        Concurrently.Run(4, _ =>
        {
            for (var round = 0; round < Rounds; round++) ids.Add((round, things.Create($"pump-{round}").Id));
        });

        Assert.Equal(4 * Rounds, ids.Count);
        Assert.Equal(Rounds, ids.Distinct().Count());
        Assert.Equal(Rounds, registry.Count);
        Assert.Equal(Rounds, things.ListAll().Count);
    }

    [Fact]
    public void TryCreate_RacingADeleteOfTheSameThing_EndsInOneThingOrNone()
    {
        const int Rounds = 300_000;
        var things = new RegistryFixture();
        var ledger = new RevisionLedger(things.Index);
        var registry = things.Registry;
        var made = new ConcurrentBag<Thing>();

        Concurrently.Run(3, thread =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                if (thread < 2) made.Add(things.Create("pump-17"));
                else Assert.True(registry.TryDelete("pump-17", null, out var error), error?.Message);
            }
        });

        Assert.All(made, thing => Assert.Equal(("pump-17", 1), (thing.Name, thing.Version)));
        var last = registry.Find("pump-17");
        string[] expected = last is null ? [] : [last.Name];
        Assert.Equal(expected, things.ListAll());
        Assert.Equal(expected.Length, registry.Count);
        Assert.True(last is null || made.Any(thing => thing.Id == last.Id), "the thing that is left was given to nobody");
        IndexIntegrity.AssertHolds(things.Index, ledger);
    }

    [Fact]
    public void TryUpdate_OneThingFromManyThreads_LosesNothing()
    {
        const int Updates = 5_000;
        var things = new RegistryFixture();
        things.Create("pump-17");
        var versions = new ConcurrentBag<long>();

        Concurrently.Run(3, thread =>
        {
            for (var i = 1; i <= Updates; i++)
            {
                var update = new ThingUpdate { Attributes = RegistryFixture.Pairs($"thread-{thread}", $"{i}"), MergeAttributes = true };
                versions.Add(things.Update("pump-17", update).Version);
            }
        });

        var thing = things.Registry.Find("pump-17")!;
        Assert.Equal((3 * Updates) + 1, thing.Version);
        Assert.Equal(Enumerable.Range(2, 3 * Updates).Select(i => (long)i), versions.Order());
        Assert.All(thing.Attributes.Values, value => Assert.Equal($"{Updates}", value));
        Assert.Equal(3, thing.Attributes.Count);
    }

    [Fact]
    public void TryUpdate_ExpectedVersionFromManyThreads_OneWinsEachTime()
    {
        const int Wins = 2_000;
        var things = new RegistryFixture();
        things.Create("pump-17");

        Concurrently.Run(3, thread =>
        {
            for (var won = 0; won < Wins;)
            {
                var version = things.Registry.Find("pump-17")!.Version;
                if (things.Registry.TryUpdate("pump-17", new ThingUpdate { ExpectedVersion = version }, out _, out var error)) won++;
                else Assert.Equal(RegistryErrorCode.VersionConflict, error.Code);
            }
        });

        Assert.Equal((3 * Wins) + 1, things.Registry.Find("pump-17")!.Version);
    }

    [Fact]
    public void TryList_WhileThingsComeAndGo_MissesAndDoublesNothing()
    {
        var seed = Concurrently.Seed();
        var things = new RegistryFixture(registerOnFirstContact: true);
        var staying = Enumerable.Range(0, 500).Select(i => $"stays-{i}").ToHashSet(StringComparer.Ordinal);
        var ledger = new RevisionLedger(things.Index);
        for (var i = 0; i < 500; i++)
        {
            things.Create($"goes-{i % 40}-{i}");
            things.Create($"stays-{i}");
        }

        Concurrently.Run(5, seed, (thread, random) =>
        {
            for (var i = 0; thread < 2 && i < 60; i++) AssertLists(things, staying, pageSize: 1 + random.Next(250));
            for (var i = 0; thread >= 2 && i < 15_000; i++) ComeOrGo(things, random);
        });

        AssertLists(things, staying, pageSize: 250);
        Assert.Equal(things.Registry.Count, things.ListAll().Count);
        Assert.All(things.ListAll(), name => Assert.NotNull(things.Registry.Find(name)));
        IndexIntegrity.AssertHolds(things.Index, ledger);
    }

    [Fact]
    public void TryList_WhileOthersCreateTheSameThing_ListsItOnceFromThenOn()
    {
        for (var round = 0; round < 20; round++)
        {
            var things = new RegistryFixture();
            _ = things.Registry;

            Concurrently.Run(3, _ =>
            {
                for (var i = 0; i < RegistryLimits.MaxPageSize; i++)
                {
                    var name = $"pump-{i}";
                    things.Create(name);
                    Assert.Equal(1, things.ListAll().Count(listed => listed == name));
                }
            });

            Assert.Equal(RegistryLimits.MaxPageSize, things.ListAll().Count);
        }
    }

    private static void ComeOrGo(RegistryFixture things, Random random)
    {
        // Few names, so that they meet.
        var name = $"goes-{random.Next(40)}";
        switch (random.Next(4))
        {
            case 0: things.Registry.TryDelete(name, null, out _); break;
            case 1: things.Index.Apply(new Teller(Teller.Keys.Source, name).Connect(random.Next(1_000), $"{random.Next(50)}")); break;
            case 2: _ = things.Registry.TryUpdate(name, new ThingUpdate { Attributes = [] }, out _, out _); break;
            default: Assert.True(things.Registry.TryCreate(new ThingName(name), null, null, out _, out var error), error?.Message); break;
        }
    }

    private static void AssertLists(RegistryFixture things, HashSet<string> staying, int pageSize)
    {
        var stayed = things.ListAll(pageSize: pageSize).Where(staying.Contains).ToList();
        Assert.Equal(staying.Count, stayed.Count);
        Assert.Equal(staying.Count, stayed.Distinct(StringComparer.Ordinal).Count());
    }
}
