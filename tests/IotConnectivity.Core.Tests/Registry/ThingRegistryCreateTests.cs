namespace IotConnectivity.Registry;

public class ThingRegistryCreateTests
{
    private readonly RegistryFixture _things = new();

    [Fact]
    public void TryCreate_NewThing_HasVersionOneAndAnId()
    {
        var thing = _things.Create("pump-17", "site", "north", "model", "x9");

        Assert.Equal("pump-17", thing.Name);
        Assert.NotEqual(Guid.Empty, thing.Id);
        Assert.Null(thing.TypeName);
        Assert.Equal(1, thing.Version);
        Assert.Equal(["model=x9", "site=north"], thing.Attributes.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(thing, _things.Registry.Find("pump-17"));
        Assert.Equal(1, _things.Registry.Count);
    }

    [Fact]
    public void TryCreate_SameAgain_GivesTheThingThatExists()
    {
        var first = _things.Create("pump-17", "site", "north");

        var second = _things.Create("pump-17", "site", "north");

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(1, second.Version);
        Assert.Equal(1, _things.Registry.Count);
    }

    [Fact]
    public void TryCreate_WithoutAttributesAgain_GivesTheThingThatExists()
    {
        Assert.True(_things.Registry.TryCreate(new ThingName("pump-17"), null, null, out var first, out _));
        Assert.True(_things.Registry.TryCreate(new ThingName("pump-17"), [], null, out var second, out _));

        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("south")]
    [InlineData("")]
    public void TryCreate_WithOtherAttributes_SaysThatItExistsAndGivesIt(string site)
    {
        var first = _things.Create("pump-17", "site", "north");

        Assert.False(_things.Registry.TryCreate(new ThingName("pump-17"), RegistryFixture.Pairs("site", site), null, out var existing, out var error));

        Assert.Equal(first, existing);
        Assert.Equal(RegistryErrorCode.AlreadyExists, error.Code);
        Assert.Equal("Thing pump-17 already exists in account with different tags or attributes", error.Message);
    }

    [Fact]
    public void TryCreate_UpdatedToTheSameAttributes_IsTheSameThing()
    {
        _things.Create("pump-17");
        _things.Update("pump-17", new ThingUpdate { Attributes = RegistryFixture.Pairs("site", "north") });

        Assert.Equal(2, _things.Create("pump-17", "site", "north").Version);
    }

    [Fact]
    public void TryCreate_NamesCompareExactly()
    {
        _things.Create("pump-17");
        _things.Create("Pump-17");

        Assert.Equal(2, _things.Registry.Count);
        Assert.Null(_things.Registry.Find("PUMP-17"));
    }

    [Fact]
    public void TryCreate_DefaultName_IsRefused()
    {
        Assert.False(_things.Registry.TryCreate(default, null, null, out var thing, out var error));

        Assert.Null(thing);
        Assert.Equal(new RegistryError(RegistryErrorCode.InvalidRequest, "a thing name is missing, expected 1 to 128 characters"), error);
    }

    [Fact]
    public void TryCreate_UnknownType_IsRefused()
    {
        Assert.False(_things.Registry.TryCreate(new ThingName("pump-17"), null, "pump", out _, out var error));

        Assert.Equal(new RegistryError(RegistryErrorCode.NotFound, "Thing Type pump does not exist"), error);
        Assert.Null(_things.Registry.Find("pump-17"));
    }

    [Fact]
    public void TryCreate_FourAttributesWithoutAType_AreTooMany()
    {
        _things.Create("pump-17", "a", "1", "b", "2", "c", "3");

        var error = _things.FailsToCreate("pump-18", RegistryFixture.Pairs("a", "1", "b", "2", "c", "3", "d", "4"));

        Assert.Equal(
            new RegistryError(RegistryErrorCode.InvalidRequest, "4 attributes are too many, expected at most 3 for a thing without a thing type"),
            error);
        Assert.Null(_things.Registry.Find("pump-18"));
    }

    [Fact]
    public void TryCreate_EmptyValues_AreLeftOutAndNotCounted()
    {
        var thing = _things.Create("pump-17", "a", "1", "b", "", "c", "3", "d", "4");

        Assert.Equal(["a", "c", "d"], thing.Attributes.Keys);
    }

    [Fact]
    public void TryCreate_LongestNameAndValue_AreAllowed()
    {
        var (name, value) = (new string('n', 128), new string('v', 800));

        Assert.Equal(value, _things.Create("pump-17", name, value).Attributes[name]);
    }

    [Fact]
    public void TryCreate_NameTooLong_IsRefusedAndShortened()
    {
        var error = _things.FailsToCreate("pump-17", RegistryFixture.Pairs(new string('n', 129), "v"));

        Assert.Equal(RegistryErrorCode.InvalidRequest, error.Code);
        Assert.Equal($"attribute name `{new string('n', 64)}…` is not allowed, expected 1 to 128 letters, digits or `_.,@/:#-`", error.Message);
    }

    [Fact]
    public void TryCreate_ValueTooLong_IsRefusedAndShortened()
    {
        var error = _things.FailsToCreate("pump-17", RegistryFixture.Pairs("site", new string('v', 801)));

        Assert.Equal(
            $"value `{new string('v', 64)}…` of attribute `site` is not allowed, expected at most 800 letters, digits or `_.,@/:#=[]-`", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a=b")]
    [InlineData("ä")]
    public void TryCreate_BadAttributeName_IsRefused(string name)
    {
        var error = _things.FailsToCreate("pump-17", RegistryFixture.Pairs(name, "v"));

        Assert.Equal($"attribute name `{name}` is not allowed, expected 1 to 128 letters, digits or `_.,@/:#-`", error.Message);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("{}")]
    public void TryCreate_BadAttributeValue_IsRefused(string value)
    {
        var error = _things.FailsToCreate("pump-17", RegistryFixture.Pairs("site", value));

        Assert.Equal($"value `{value}` of attribute `site` is not allowed, expected at most 800 letters, digits or `_.,@/:#=[]-`", error.Message);
    }

    [Fact]
    public void TryCreate_EveryAllowedCharacter_IsAllowed()
    {
        const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.,@/:#-";

        Assert.Equal(Characters + "=[]", _things.Create("pump-17", Characters, Characters + "=[]").Attributes[Characters]);
    }

    [Fact]
    public void TryCreate_ThingAddedToTheIndexItself_Throws()
    {
        _things.Index.TryAdd(new ThingName("pump-17"));

        var error = Assert.Throws<InvalidOperationException>(() => _things.Create("pump-17"));

        Assert.Equal("thing `pump-17` was added to the index itself; with a registry, create all things in the registry", error.Message);
        Assert.Null(_things.Registry.Find("pump-17"));
        Assert.Empty(_things.ListAll());
    }

    [Fact]
    public void Constructor_WithoutIndex_Throws() => Assert.Throws<ArgumentNullException>("index", () => new ThingRegistry(null!));
}
