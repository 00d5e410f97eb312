namespace IotConnectivity.Registry;

public class ThingTypesTests
{
    private readonly RegistryFixture _things = new();

    private ThingTypes Types => _things.Registry.Types;

    [Fact]
    public void TryCreate_NewType_HasWhatWasGiven()
    {
        var type = _things.CreateType("pump", "moves water", "site", "model");

        Assert.NotEqual(Guid.Empty, type.Id);
        Assert.Equal(("pump", "moves water", _things.Clock.GetUtcNow(), null), (type.Name, type.Description, type.CreatedAt, type.DeprecatedAt));
        Assert.Equal(["site", "model"], type.SearchableAttributes);
        Assert.Equal(type, Types.Find("pump"));
        Assert.Null(Types.Find("Pump"));
        Assert.Equal(1, Types.Count);
    }

    [Fact]
    public void TryCreate_SameAgain_GivesTheOneThatExists()
    {
        var first = _things.CreateType("pump", "moves water", "site");

        Assert.Equal(first, _things.CreateType("pump", "moves water", "site"));
        Assert.Equal(_things.CreateType("lamp"), _things.CreateType("lamp", ""));
    }

    [Theory]
    [InlineData("other", "site")]
    [InlineData(null, "site")]
    [InlineData("moves water", "model")]
    [InlineData("moves water", null)]
    public void TryCreate_OtherProperties_SaysThatItExistsAndGivesIt(string? description, string? searchable)
    {
        var first = _things.CreateType("pump", "moves water", "site");

        Assert.False(Types.TryCreate("pump", description, searchable is null ? null : [searchable], out var existing, out var error));

        Assert.Equal(first, existing);
        Assert.Equal(new RegistryError(RegistryErrorCode.AlreadyExists, "Thing Type pump already exists in account with different properties"), error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    public void TryCreate_BadName_IsRefused(string name)
    {
        Assert.False(Types.TryCreate(name, null, null, out var type, out var error));

        Assert.Null(type);
        Assert.Equal(
            new RegistryError(RegistryErrorCode.InvalidRequest, $"the thing type name `{name}` is not allowed, expected 1 to 128 letters, digits, `:`, `_` or `-`"), error);
    }

    [Fact]
    public void TryCreate_AtAndBeyondTheLimits_TakesTheOneAndRefusesTheOther()
    {
        var name = new string('n', 128);
        _things.CreateType(name, new string('d', 2028), "a", "b", new string('c', 128));

        Refuses(name + "n", null, []);
        Refuses("t", new string('d', 2029), []);
        Refuses("t", null, ["a", "b", "c", "d"]);
        Refuses("t", null, [new string('c', 129)]);
        Refuses("t", null, [""]);

        void Refuses(string name, string? description, string[] searchable)
        {
            Assert.False(Types.TryCreate(name, description, searchable, out _, out var error));
            Assert.Equal(RegistryErrorCode.InvalidRequest, error.Code);
            Assert.Equal(1, Types.Count);
        }
    }

    [Theory]
    [InlineData("Größe 3 – ⚡ 💧", true)]
    [InlineData("", true)]
    [InlineData("line\nbreak", false)]
    [InlineData("tab\t", false)]
    [InlineData("no\u00a0break", false)]
    [InlineData("half \ud83d", false)]
    public void TryCreate_Description_IsOfCharactersThatCanBeSeen(string description, bool isAllowed)
    {
        Assert.Equal(isAllowed, Types.TryCreate("pump", description, null, out _, out var error));
        Assert.Equal(
            isAllowed ? null : "the description is not allowed, expected at most 2028 characters, none of them a line break or another control character", error?.Message);
    }

    [Fact]
    public void TryUpdate_WhatIsGiven_ReplacesIt()
    {
        var first = _things.CreateType("pump", "moves water", "site");

        Assert.True(Types.TryUpdate("pump", "moves oil", null, out _));
        Assert.Equal(("moves oil", "site", first.Id), (Types.Find("pump")!.Description, Types.Find("pump")!.SearchableAttributes.Single(), first.Id));
        Assert.True(Types.TryUpdate("pump", null, [], out _));
        Assert.Equal("moves oil", Types.Find("pump")!.Description);
        Assert.Empty(Types.Find("pump")!.SearchableAttributes);
        Assert.True(Types.TryUpdate("pump", "", null, out _));
        Assert.Null(Types.Find("pump")!.Description);
        Assert.False(Types.TryUpdate("pump", "a\nb", null, out _));
    }

    [Fact]
    public void Operations_UnknownType_IsNotFound()
    {
        var notFound = new RegistryError(RegistryErrorCode.NotFound, "Thing Type pump does not exist");

        Assert.False(Types.TryUpdate("pump", null, null, out var error));
        Assert.Equal(notFound, error);
        Assert.False(Types.TryDeprecate("pump", out error));
        Assert.Equal(notFound, error);
        Assert.False(Types.TryUndoDeprecate("pump", out error));
        Assert.Equal(notFound, error);
        Assert.False(Types.TryDelete("pump", out error));
        Assert.Equal(notFound, error);
    }

    [Fact]
    public void Operations_WhileStoredThingsAreRestored_AreRefused()
    {
        _things.CreateType("pump");
        _things.Registry.IsRestoring = true;

        Assert.False(Types.TryCreate("lamp", null, null, out _, out var error));
        Assert.Equal(RegistryErrorCode.NotReady, error.Code);
        Assert.False(Types.TryUpdate("pump", "x", null, out error));
        Assert.Equal(RegistryErrorCode.NotReady, error.Code);
        Assert.False(Types.TryDelete("pump", out error));
        Assert.Equal(RegistryErrorCode.NotReady, error.Code);
    }

    [Fact]
    public void TryDeprecate_Again_KeepsTheFirstDate()
    {
        _things.CreateType("pump");
        _things.Deprecate("pump");
        var since = _things.Clock.GetUtcNow();
        _things.Clock.Advance(TimeSpan.FromMinutes(1));

        _things.Deprecate("pump");

        Assert.Equal(since, Types.Find("pump")!.DeprecatedAt);
        Assert.True(Types.TryUndoDeprecate("pump", out _));
        Assert.Null(Types.Find("pump")!.DeprecatedAt);
        Assert.True(Types.TryUndoDeprecate("pump", out _));
    }

    [Fact]
    public void TryDelete_DeprecatedForFiveMinutes_Deletes()
    {
        _things.CreateType("pump");
        Assert.Equal("Thing Type pump is not deprecated, expected it to be so for 5 minutes", FailsToDelete("pump"));
        _things.Deprecate("pump");
        _things.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("Thing Type pump was deprecated less than 5 minutes ago, try again later", FailsToDelete("pump"));
        _things.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(Types.TryDelete("pump", out _));

        Assert.Null(Types.Find("pump"));
        Assert.Equal(0, Types.Count);
        Assert.Null(_things.CreateType("pump", "anew").DeprecatedAt);
    }

    [Fact]
    public void TryDelete_TypeOfThings_IsRefusedUntilNoneHasIt()
    {
        _things.CreateType("pump");
        _things.CreateType("lamp");
        foreach (var name in (string[])["a", "b", "c"]) _things.CreateOfType(name, "pump");
        _things.Deprecate("pump");
        _things.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("Thing Type pump is that of 3 things, expected no thing to have it", FailsToDelete("pump"));
        Assert.True(_things.Registry.TryDelete("a", null, out _));
        Assert.Equal("Thing Type pump is that of 2 things, expected no thing to have it", FailsToDelete("pump"));
        _things.Update("b", new ThingUpdate { RemoveType = true });
        _things.Update("c", new ThingUpdate { TypeName = "lamp" });

        Assert.True(Types.TryDelete("pump", out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(10)]
    public void TryList_PageByPage_GivesEveryTypeOnceInOrder(int pageSize)
    {
        for (var i = 9; i >= 0; i--) _things.CreateType($"t:{i}");

        var names = new List<string>();
        string? token = null;
        do
        {
            Assert.True(Types.TryList(null, pageSize, token, out var page, out var error), error?.Message);
            names.AddRange(page.Types.Select(type => type.Name));
            token = page.NextToken;
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"t:{i}"), names);
    }

    [Fact]
    public void TryList_ByName_GivesThatTypeOrNone()
    {
        _things.CreateType("pump");
        _things.CreateType("pump-2");

        Assert.True(Types.TryList("pump", 250, null, out var page, out _));
        Assert.Equal("pump", Assert.Single(page.Types).Name);
        Assert.True(Types.TryList("lamp", 250, "", out page, out _));
        Assert.Empty(page.Types);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(251, null)]
    [InlineData(1, "?")]
    [InlineData(1, "AAAA")]
    [InlineData(1, "w7w")]
    public void TryList_BadArguments_IsRefused(int maxResults, string? token)
    {
        Assert.False(Types.TryList(null, maxResults, token, out var page, out var error));

        Assert.Null(page);
        Assert.Equal(RegistryErrorCode.InvalidRequest, error.Code);
    }

    private string FailsToDelete(string name)
    {
        Assert.False(Types.TryDelete(name, out var error));
        Assert.Equal(RegistryErrorCode.InvalidRequest, error.Code);
        Assert.NotNull(Types.Find(name));
        return error.Message;
    }
}
