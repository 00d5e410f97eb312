using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.StoreConformance;

/// <summary>Things, settings and keys.</summary>
public abstract class RegistryRecordsSuite(StoreFixture fixture) : StoreSuite(fixture)
{
    [Fact]
    public async Task LoadThingsAsync_NewStore_GivesNothing()
    {
        var loaded = await Fixture.RestartAsync();

        Assert.Empty(loaded.Things);
        Assert.Empty(loaded.Settings);
    }

    [Fact]
    public async Task CommitAsync_Things_AreLoadedAsTheyWere()
    {
        var first = await Store.ReserveThingKeysAsync(3, Cancelled);
        StoredThing[] things =
        [
            new(first, "pump-17", Guid.Parse("6f1c2a9b-4c0b-4a2c-9f1f-0c1f7c55aa01"), null, ThingAttributes.Empty, 1),
            new(first + 1, "Pumpe:Ü_⚡", Guid.NewGuid(), "type one", ThingAttributes.Create([new("site", "north/4"), new("a@b", "[x=1]")]), 7),
            new(first + 2, new string('n', 128), Guid.Empty, "", ThingAttributes.Create(Enumerable.Range(0, 50).Select(i => KeyValuePair.Create($"k{i}", new string('v', 800)))), long.MaxValue),
        ];

        await Fleet.CommitAsync(new StoreBatch { Things = things });

        var loaded = await Fixture.RestartAsync();
        Assert.Equal(things.Select(thing => thing with { Connectivity = [] }), loaded.Things.OrderBy(thing => thing.Key).Select(thing => thing with { Connectivity = [] }));
        Assert.All(loaded.Things, thing => Assert.Empty(thing.Connectivity));
    }

    [Fact]
    public async Task CommitAsync_ChangedThing_ReplacesItAndKeepsItsConnectivity()
    {
        var thing = await Fleet.AddAsync("pump-17");
        await Fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", 1));

        await Fleet.CommitAsync(new StoreBatch { Things = [thing with { TypeName = "pump", Version = 2 }] });

        var loaded = (await Fixture.RestartAsync())["pump-17"];
        Assert.Equal(("pump", 2), (loaded.TypeName, loaded.Version));
        Same.AssertState(Fleet.StateOf("pump-17"), loaded);
    }

    [Fact]
    public async Task CommitAsync_GroupsOfAThing_AreLoadedAsLastWritten()
    {
        var (one, two) = (await Fleet.AddAsync("pump-17"), await Fleet.AddAsync("pump-18"));
        Guid[] groups = [Guid.Parse("6f1c2a9b-4c0b-4a2c-9f1f-0c1f7c55aa01"), Guid.Empty, .. Enumerable.Range(0, 8).Select(_ => Guid.NewGuid())];
        await Fleet.CommitAsync(new StoreBatch { Things = [one with { Groups = groups }, two with { Groups = groups }] });
        await Fleet.CommitAsync(new StoreBatch { Things = [two with { Version = 2 }] });

        var loaded = await Fixture.RestartAsync();

        Assert.Equal(groups, loaded["pump-17"].Groups);
        Assert.Empty(loaded["pump-18"].Groups);
    }

    [Fact]
    public async Task CommitAsync_DeletedThing_LeavesNothing()
    {
        await Fleet.AddAsync("pump-17");
        await Fleet.AddAsync("pump-18");
        await Fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", 1));
        await Fleet.CommitAsync(new StoreBatch { Activities = [new StoredActivity(Fleet.KeyOf("pump-17"), StoredFleet.Start)] });

        await Fleet.CommitAsync(new StoreBatch { DeletedThings = [Fleet.KeyOf("pump-17"), 4_711] });

        Assert.Empty(await ReadAsync(Fleet.KeyOf("pump-17"), "pump-17"));
        var loaded = await Fixture.RestartAsync();
        Assert.Equal("pump-18", Assert.Single(loaded.Things).Name);
        Assert.Empty(await ReadAsync(Fleet.KeyOf("pump-17"), "pump-17"));
    }

    [Fact]
    public async Task CommitAsync_ThingAgainUnderAnotherKey_HasNoHistoryOfTheFirst()
    {
        await Fleet.AddAsync("pump-17");
        await Fleet.HearAndCommitAsync(StoredFleet.Connect("pump-17", 1));
        await Fleet.CommitAsync(new StoreBatch { DeletedThings = [Fleet.KeyOf("pump-17")] });

        var again = await Fleet.AddAsync("pump-17");

        var loaded = (await Fixture.RestartAsync())["pump-17"];
        Assert.Equal(again.Id, loaded.Id);
        Assert.Empty(loaded.Connectivity);
        Assert.Empty(await ReadAsync(again.Key, "pump-17"));
    }

    [Fact]
    public async Task CommitAsync_ThingWithItsEventsAndItsEnd_LeavesNothing()
    {
        var thing = await Fleet.AddAsync("pump-17");
        var entry = Fleet.Hear(StoredFleet.Connect("pump-17", 1)) with { StateIsAhead = true };

        await Fleet.CommitAsync(new StoreBatch
        {
            Things = [thing],
            Events = new[] { entry },
            Activities = [new StoredActivity(thing.Key, StoredFleet.Start)],
            DeletedThings = [thing.Key],
        });

        Assert.Empty((await Fixture.RestartAsync()).Things);
    }

    [Fact]
    public async Task ReserveThingKeysAsync_KeysThatWereUsed_AreNeverGivenAgain()
    {
        var used = new HashSet<long>();
        for (var round = 0; round < 4; round++)
        {
            var first = await Store.ReserveThingKeysAsync(10, Cancelled);
            var second = await Store.ReserveThingKeysAsync(1, Cancelled);
            var things = Enumerable.Range(0, 10).Select(i => first + i).Append(second)
                .Select(key => new StoredThing(key, $"t{key}", Guid.NewGuid(), null, ThingAttributes.Empty, 1))
                .ToList();
            Assert.All(things, thing => Assert.True(thing.Key > 0 && used.Add(thing.Key), $"key {thing.Key}"));
            await Fleet.CommitAsync(new StoreBatch { Things = things });
            await Fleet.CommitAsync(new StoreBatch { DeletedThings = [.. things.Skip(1).Select(thing => thing.Key)] });
            await Fixture.RestartAsync();
        }
    }

    [Fact]
    public async Task ReserveThingKeysAsync_None_Throws() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Store.ReserveThingKeysAsync(0, Cancelled));

    [Fact]
    public async Task CommitAsync_Settings_AreLoadedAsLastWritten()
    {
        await Fleet.CommitAsync(new StoreBatch { Settings = [new("indexing", new byte[] { 1, 0, 255 }), new("leer", Array.Empty<byte>())] });
        await Fleet.CommitAsync(new StoreBatch { Settings = [new("indexing", "{}"u8.ToArray()), new("Größe", new byte[100_000])] });

        var settings = (await Fixture.RestartAsync()).Settings;

        Assert.Equal(["Größe", "indexing", "leer"], settings.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("{}"u8, settings["indexing"].Span);
        Assert.Equal(0, settings["leer"].Length);
        Assert.Equal(100_000, settings["Größe"].Length);
    }

    [Fact]
    public async Task CommitAsync_DeletedSettings_AreGone()
    {
        await Fleet.CommitAsync(new StoreBatch { Settings = [new("a", new byte[1]), new("b", new byte[1]), new("B", new byte[1])] });
        await Fleet.CommitAsync(new StoreBatch { Settings = [new("c", new byte[1])], DeletedSettings = ["b", "c", "never"] });

        Assert.Equal(["B", "a"], (await Fixture.RestartAsync()).Settings.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task CommitAsync_Cancelled_WritesNothing()
    {
        var batch = new StoreBatch { Settings = [new("a", new byte[1])] };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync(batch, new CancellationToken(canceled: true)));

        Assert.Empty((await Fixture.RestartAsync()).Settings);
    }
}
