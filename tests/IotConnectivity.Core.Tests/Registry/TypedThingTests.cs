using IotConnectivity.TestKit;
using static IotConnectivity.Registry.RegistryFixture;

namespace IotConnectivity.Registry;

/// <summary>Things that have a thing type.</summary>
public class TypedThingTests
{
    private readonly RegistryFixture _things = new();

    private static string[] Attributes(int count) => [.. Enumerable.Range(0, count).SelectMany(i => new[] { $"k{i}", "v" })];

    [Fact]
    public void TryCreate_WithAType_HasItAndUpToFiftyAttributes()
    {
        _things.CreateType("pump");

        var thing = _things.CreateOfType("pump-17", "pump", Attributes(50));

        Assert.Equal(("pump", 50), (thing.TypeName, thing.Attributes.Count));
        Assert.False(_things.Registry.TryCreate(new ThingName("pump-18"), Pairs(Attributes(51)), "pump", out _, out var error));
        Assert.Equal(new RegistryError(RegistryErrorCode.InvalidRequest, "51 attributes are too many, expected at most 50 for a thing with a thing type"), error);
    }

    [Fact]
    public void TryCreate_ManyThingsOfAType_ShareItsName()
    {
        _things.CreateType("pump");

        var one = _things.CreateOfType("a", new string("pump".AsSpan()));
        var other = _things.CreateOfType("b", new string("pump".AsSpan()));

        Assert.Same(one.TypeName, other.TypeName);
    }

    [Fact]
    public void TryCreate_OtherType_SaysThatItExists()
    {
        _things.CreateType("pump");
        _things.CreateOfType("a", "pump");

        Assert.False(_things.Registry.TryCreate(new ThingName("a"), null, null, out var existing, out var error));

        Assert.Equal("pump", existing!.TypeName);
        Assert.Equal(RegistryErrorCode.AlreadyExists, error.Code);
    }

    [Fact]
    public void TryCreate_DeprecatedType_IsRefusedForANewThingOnly()
    {
        _things.CreateType("pump");
        var first = _things.CreateOfType("a", "pump");
        _things.Deprecate("pump");

        Assert.Equal(first, _things.CreateOfType("a", "pump"));
        Assert.False(_things.Registry.TryCreate(new ThingName("b"), null, "pump", out _, out var error));

        Assert.Equal(
            new RegistryError(RegistryErrorCode.InvalidRequest, "Thing Type pump is deprecated, expected one that is not for a thing that does not have it yet"), error);
        Assert.Null(_things.Registry.Find("b"));
        Assert.Equal(["a"], _things.ListAll());
    }

    [Fact]
    public void TryUpdate_Type_ChangesAndGoes()
    {
        _things.CreateType("pump");
        _things.CreateType("lamp");
        _things.Create("a");

        Assert.Equal("pump", _things.Update("a", new ThingUpdate { TypeName = "pump" }).TypeName);
        Assert.Equal("lamp", _things.Update("a", new ThingUpdate { TypeName = "lamp" }).TypeName);
        Assert.Equal("lamp", _things.Update("a", new ThingUpdate()).TypeName);
        Assert.Null(_things.Update("a", new ThingUpdate { RemoveType = true }).TypeName);
    }

    [Fact]
    public void TryUpdate_DeprecatedType_IsRefusedUnlessTheThingHasIt()
    {
        _things.CreateType("pump");
        _things.CreateOfType("a", "pump");
        _things.Create("b");
        _things.Deprecate("pump");

        Assert.Equal(2, _things.Update("a", new ThingUpdate { TypeName = "pump" }).Version);
        Assert.Equal(RegistryErrorCode.InvalidRequest, _things.FailsToUpdate("b", new ThingUpdate { TypeName = "pump" }).Code);
        Assert.Equal(1, _things.Registry.Find("b")!.Version);
    }

    [Fact]
    public void TryUpdate_LosesItsTypeWithMoreThanThreeAttributes_IsRefused()
    {
        _things.CreateType("pump");
        _things.CreateOfType("a", "pump", Attributes(4));

        Assert.Equal(
            "4 attributes are too many, expected at most 3 for a thing without a thing type",
            _things.FailsToUpdate("a", new ThingUpdate { RemoveType = true }).Message);
    }

    [Fact]
    public void TryList_ByType_GivesItsThings()
    {
        _things.CreateType("pump");
        _things.Create("a");
        _things.CreateOfType("b", "pump");
        _things.CreateOfType("c", "pump", "site", "north");

        Assert.Equal(["b", "c"], _things.ListAll(new ThingFilter { TypeName = "pump" }));
        Assert.Equal(["c"], _things.ListAll(new ThingFilter { TypeName = "pump", AttributeName = "site" }));
        Assert.Empty(_things.ListAll(new ThingFilter { TypeName = "lamp" }));
    }

    [Fact]
    public void TryDelete_TypesAndThingsFromManyThreads_NoThingHasATypeThatIsNotThere()
    {
        var seed = Concurrently.Seed();
        _ = _things.Registry;

        Concurrently.Run(4, seed, (_, random) =>
        {
            for (var i = 0; i < 5_000; i++) Change(random);
        });

        var types = Enumerable.Range(0, 3).Select(i => $"type-{i}").ToList();
        var uses = _things.ListAll().Select(name => _things.Registry.Find(name)!.TypeName).OfType<string>().CountBy(type => type).ToDictionary();
        Assert.All(uses.Keys, type => Assert.NotNull(_things.Registry.Types.Find(type)));
        foreach (var type in types)
        {
            if (_things.Registry.Types.TryDeprecate(type, out _)) _things.Clock.Advance(RegistryLimits.MinDeprecation);
            var isGone = _things.Registry.Types.TryDelete(type, out var error);
            if (uses.TryGetValue(type, out var count)) Assert.Equal($"Thing Type {type} is that of {count} things, expected no thing to have it", error?.Message);
            else Assert.True(isGone || error!.Code == RegistryErrorCode.NotFound, error?.Message);
        }
    }

    private void Change(Random random)
    {
        var (name, type) = ($"thing-{random.Next(10)}", $"type-{random.Next(3)}");
        switch (random.Next(8))
        {
            case 0: _ = _things.Registry.Types.TryCreate(type, null, null, out _, out _); break;
            case 1: _ = _things.Registry.Types.TryDeprecate(type, out _); break;
            case 2: _ = _things.Registry.Types.TryDelete(type, out _); break;
            case 3: _ = _things.Registry.TryDelete(name, null, out _); break;
            case 4: _ = _things.Registry.TryUpdate(name, new ThingUpdate { TypeName = type }, out _, out _); break;
            case 5: _ = _things.Registry.TryUpdate(name, new ThingUpdate { RemoveType = true }, out _, out _); break;
            case 6: lock (_things.Clock) _things.Clock.Advance(TimeSpan.FromMinutes(1)); break;
            default: _ = _things.Registry.TryCreate(new ThingName(name), null, type, out _, out _); break;
        }
    }
}
