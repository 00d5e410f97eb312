using IotConnectivity.Indexing;

namespace IotConnectivity.Registry;

public class ThingRegistryDeleteTests
{
    private readonly RegistryFixture _things = new();

    [Fact]
    public void TryDelete_DropsTheThingAndItsConnectivity()
    {
        _things.Create("pump-17");
        _things.Index.Apply(Teller.Keys.Connect(0, "a"));

        Assert.True(_things.Registry.TryDelete("pump-17", null, out var error));

        Assert.Null(error);
        Assert.Null(_things.Registry.Find("pump-17"));
        Assert.Equal(0, _things.Registry.Count);
        Assert.Equal(0, _things.Index.ConnectedCount);
        Assert.False(_things.Index.TryGet("pump-17", out _));
        Assert.Empty(_things.ListAll());
        Assert.Equal(RegistryErrorCode.NotFound, _things.FailsToUpdate("pump-17", new ThingUpdate()).Code);
    }

    [Fact]
    public void TryDelete_UnknownThing_Succeeds()
    {
        Assert.True(_things.Registry.TryDelete("pump-17", null, out _));
        Assert.True(_things.Registry.TryDelete("not a name", 7, out _));
    }

    [Fact]
    public void TryDelete_ExpectedVersion_MustBeTheOneThatIs()
    {
        _things.Create("pump-17");
        _things.Update("pump-17", new ThingUpdate());

        Assert.False(_things.Registry.TryDelete("pump-17", 1, out var error));
        Assert.Equal(new RegistryError(RegistryErrorCode.VersionConflict, "thing `pump-17` has version 2, expected version 1"), error);
        Assert.NotNull(_things.Registry.Find("pump-17"));
        Assert.True(_things.Registry.TryDelete("pump-17", 2, out _));
        Assert.Null(_things.Registry.Find("pump-17"));
    }

    [Fact]
    public void TryCreate_AfterTryDelete_IsAnotherThing()
    {
        var first = _things.Create("pump-17", "a", "1");
        _things.Update("pump-17", new ThingUpdate());
        _things.Registry.TryDelete("pump-17", null, out _);

        var second = _things.Create("pump-17");

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(1, second.Version);
        Assert.Empty(second.Attributes);
        _things.Index.TryGet("pump-17", out var state);
        Assert.False(state.IsKnown);
    }
}
