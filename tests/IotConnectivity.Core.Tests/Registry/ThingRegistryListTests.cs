namespace IotConnectivity.Registry;

public class ThingRegistryListTests
{
    private readonly RegistryFixture _things = new();

    [Fact]
    public void TryList_NoThings_GivesAnEmptyPage()
    {
        var page = _things.List();

        Assert.Empty(page.Things);
        Assert.Null(page.NextToken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    public void TryList_PageByPage_GivesEveryThingOnce(int pageSize)
    {
        for (var i = 0; i < 10; i++) _things.Create($"pump-{i}");

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"pump-{i}"), _things.ListAll(pageSize: pageSize));
    }

    [Fact]
    public void TryList_PageThatHoldsTheLastThing_HasNoToken()
    {
        for (var i = 0; i < 4; i++) _things.Create($"pump-{i}");

        var first = _things.List(maxResults: 2);
        var second = _things.List(maxResults: 2, token: first.NextToken);

        Assert.NotNull(first.NextToken);
        Assert.Null(second.NextToken);
        Assert.Equal(["pump-2", "pump-3"], second.Things.Select(thing => thing.Name));
    }

    [Fact]
    public void TryList_MoreThanOneChunk_GivesEveryThingOnce()
    {
        for (var i = 0; i < 4_098; i++) _things.Create($"pump-{i}");

        var names = _things.ListAll();

        Assert.Equal(4_098, names.Count);
        Assert.Equal(4_098, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void TryList_ThingsComeAndGoBetweenPages_TheOthersAreListedOnce()
    {
        for (var i = 0; i < 6; i++) _things.Create($"pump-{i}");
        var first = _things.List(maxResults: 3);
        _things.Registry.TryDelete("pump-0", null, out _);
        _things.Registry.TryDelete("pump-3", null, out _);
        _things.Create("new");

        var second = _things.List(maxResults: 250, token: first.NextToken);

        Assert.Equal(["pump-0", "pump-1", "pump-2"], first.Things.Select(thing => thing.Name));
        Assert.Equal(["pump-4", "pump-5"], second.Things.Select(thing => thing.Name).Where(name => name != "new"));
    }

    [Fact]
    public void TryList_PlaceOfADeletedThing_GoesToTheNextNewOne()
    {
        _things.Create("a");
        _things.Create("b");
        _things.Registry.TryDelete("a", null, out _);
        _things.Create("c");
        _things.Create("d");

        Assert.Equal(["c", "b", "d"], _things.ListAll());
    }

    [Fact]
    public void TryList_Filters_MatchExactlyOrByPrefix()
    {
        _things.Create("a", "site", "north-1", "model", "x");
        _things.Create("b", "site", "north-2");
        _things.Create("c", "site", "south-1");
        _things.Create("d");

        Assert.Equal(["a", "b", "c"], _things.ListAll(new ThingFilter { AttributeName = "site" }));
        Assert.Equal(["b"], _things.ListAll(new ThingFilter { AttributeName = "site", AttributeValue = "north-2" }));
        Assert.Empty(_things.ListAll(new ThingFilter { AttributeName = "site", AttributeValue = "north" }));
        Assert.Equal(
            ["a", "b"],
            _things.ListAll(new ThingFilter { AttributeName = "site", AttributeValue = "north", UsePrefixAttributeValue = true }));
        Assert.Equal(
            ["a", "b", "c"],
            _things.ListAll(new ThingFilter { AttributeName = "site", AttributeValue = "", UsePrefixAttributeValue = true }));
        Assert.Empty(_things.ListAll(new ThingFilter { AttributeName = "Site" }));
        Assert.Empty(_things.ListAll(new ThingFilter { TypeName = "pump" }));
    }

    [Fact]
    public void TryList_FilterWithPages_SkipsWhatDoesNotMatch()
    {
        for (var i = 0; i < 20; i++) _things.Create($"pump-{i}", "even", i % 2 == 0 ? "yes" : "no");

        var names = _things.ListAll(new ThingFilter { AttributeName = "even", AttributeValue = "yes" }, pageSize: 3);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"pump-{2 * i}"), names);
    }

    [Fact]
    public void TryList_AttributeValueWithoutName_IsRefused() =>
        Assert.Equal(
            new RegistryError(RegistryErrorCode.InvalidRequest, "an attribute value is given without an attribute name"),
            _things.FailsToList(new ThingFilter { AttributeValue = "north" }));

    [Theory]
    [InlineData(0)]
    [InlineData(251)]
    [InlineData(-1)]
    public void TryList_PageSizeOutOfRange_IsRefused(int maxResults) =>
        Assert.Equal(
            new RegistryError(RegistryErrorCode.InvalidRequest, $"{maxResults} results are asked for, expected 1 to 250"),
            _things.FailsToList(maxResults: maxResults));

    [Theory]
    [InlineData("0000000")]
    [InlineData("000000000")]
    [InlineData("0000000g")]
    [InlineData("ffffffff")]
    [InlineData("80000000")]
    [InlineData("garbage!")]
    public void TryList_TokenOfNobody_IsRefused(string token) =>
        Assert.Equal(
            new RegistryError(RegistryErrorCode.InvalidRequest, "the next token is not one that a list of things gave"),
            _things.FailsToList(token: token));

    [Theory]
    [InlineData("00000001")]
    [InlineData("00001000")]
    [InlineData("7fffffff")]
    public void TryList_TokenBeyondTheLastThing_GivesAnEmptyPage(string token)
    {
        _things.Create("pump-17");

        var page = _things.List(token: token);

        Assert.Empty(page.Things);
        Assert.Null(page.NextToken);
    }

    [Fact]
    public void TryList_EmptyToken_IsTheFirstPage()
    {
        _things.Create("pump-17");

        Assert.Single(_things.List(token: "").Things);
    }
}
