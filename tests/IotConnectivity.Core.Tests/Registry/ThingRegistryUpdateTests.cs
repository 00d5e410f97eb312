using static IotConnectivity.Registry.RegistryFixture;

namespace IotConnectivity.Registry;

public class ThingRegistryUpdateTests
{
    private readonly RegistryFixture _things = new();

    [Fact]
    public void TryUpdate_Attributes_ReplacesAllOfThem()
    {
        var created = _things.Create("pump-17", "a", "1", "b", "2");

        var updated = _things.Update("pump-17", new ThingUpdate { Attributes = Pairs("b", "3") });

        Assert.Equal(["b=3"], updated.Attributes.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(2, updated.Version);
        Assert.Equal(created.Id, updated.Id);
        Assert.Equal(updated, _things.Registry.Find("pump-17"));
        Assert.Equal(["a", "b"], created.Attributes.Keys);
    }

    [Fact]
    public void TryUpdate_Merge_AddsAndChangesAndRemovesWithAnEmptyValue()
    {
        _things.Create("pump-17", "a", "1", "b", "2", "c", "3");

        var updated = _things.Update("pump-17", new ThingUpdate { Attributes = Pairs("b", "9", "c", "", "d", "4"), MergeAttributes = true });

        Assert.Equal(["a=1", "b=9", "d=4"], updated.Attributes.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    [Fact]
    public void TryUpdate_MergeBeyondTheLimit_IsRefused()
    {
        var created = _things.Create("pump-17", "a", "1", "b", "2", "c", "3");

        var error = _things.FailsToUpdate("pump-17", new ThingUpdate { Attributes = Pairs("d", "4"), MergeAttributes = true });

        Assert.Equal("4 attributes are too many, expected at most 3 for a thing without a thing type", error.Message);
        Assert.Equal(created, _things.Registry.Find("pump-17"));
    }

    [Fact]
    public void TryUpdate_ReplaceWithEmptyValues_LeavesNone()
    {
        _things.Create("pump-17", "a", "1");

        Assert.Empty(_things.Update("pump-17", new ThingUpdate { Attributes = Pairs("a", "") }).Attributes);
    }

    [Fact]
    public void TryUpdate_WithoutAttributes_LeavesThemAndCounts()
    {
        _things.Create("pump-17", "a", "1");

        var updated = _things.Update("pump-17", new ThingUpdate());

        Assert.Equal("1", updated.Attributes["a"]);
        Assert.Equal(2, updated.Version);
    }

    [Fact]
    public void TryUpdate_ExpectedVersion_MustBeTheOneThatIs()
    {
        _things.Create("pump-17");

        Assert.Equal(2, _things.Update("pump-17", new ThingUpdate { ExpectedVersion = 1 }).Version);
        var error = _things.FailsToUpdate("pump-17", new ThingUpdate { ExpectedVersion = 1 });

        Assert.Equal(new RegistryError(RegistryErrorCode.VersionConflict, "thing `pump-17` has version 2, expected version 1"), error);
    }

    [Fact]
    public void TryUpdate_UnknownThing_IsNotFound() =>
        Assert.Equal(
            new RegistryError(RegistryErrorCode.NotFound, "Thing pump-18 does not exist"), _things.FailsToUpdate("pump-18", new ThingUpdate()));

    [Fact]
    public void TryUpdate_UnknownType_IsRefused()
    {
        _things.Create("pump-17");

        Assert.Equal(
            new RegistryError(RegistryErrorCode.NotFound, "Thing Type pump does not exist"),
            _things.FailsToUpdate("pump-17", new ThingUpdate { TypeName = "pump" }));
        Assert.Null(_things.Update("pump-17", new ThingUpdate { RemoveType = true }).TypeName);
    }

    [Fact]
    public void TryUpdate_BadAttribute_ChangesNothing()
    {
        var created = _things.Create("pump-17");

        _things.FailsToUpdate("pump-17", new ThingUpdate { Attributes = Pairs("a", "not allowed") });

        Assert.Equal(created, _things.Registry.Find("pump-17"));
    }

    [Fact]
    public void TryUpdate_KeepsTheConnectivity()
    {
        _things.Create("pump-17");
        _things.Index.Apply(Indexing.Teller.Keys.Connect(0, "a"));

        _things.Update("pump-17", new ThingUpdate { Attributes = Pairs("a", "1") });

        Assert.Equal(1, _things.Index.ConnectedCount);
    }
}
