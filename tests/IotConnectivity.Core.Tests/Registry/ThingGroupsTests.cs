using static IotConnectivity.Registry.RegistryFixture;

namespace IotConnectivity.Registry;

public class ThingGroupsTests
{
    private readonly RegistryFixture _things = new();

    [Fact]
    public void TryCreate_NewGroup_HasWhatWasGiven()
    {
        var group = _things.CreateGroup("north", null, "all in the north", "zone", "n");

        Assert.NotEqual(Guid.Empty, group.Id);
        Assert.Equal(("north", null, "all in the north", 1, _things.Clock.GetUtcNow()), (group.Name, group.ParentName, group.Description, group.Version, group.CreatedAt));
        Assert.Equal("n", group.Attributes["zone"]);
        Assert.Empty(group.Ancestors);
        Assert.Null(group.Query);
        Assert.Equal(group, _things.Groups.Find("north"));
        Assert.Null(_things.Groups.Find("North"));
        Assert.Equal(1, _things.Groups.Count);
    }

    [Fact]
    public void TryCreate_BelowAnother_KnowsItsAncestorsFromTheRoot()
    {
        _things.CreateGroup("a");
        _things.CreateGroup("b", "a");

        var group = _things.CreateGroup("c", "b");

        Assert.Equal(["a", "b"], group.Ancestors);
        Assert.Equal("b", group.ParentName);
    }

    [Fact]
    public void TryCreate_SameAgain_GivesTheOneThatExists()
    {
        _things.CreateGroup("root");
        var first = _things.CreateGroup("north", "root", "x", "a", "1", "b", "2");

        Assert.Equal(first, _things.CreateGroup("north", "root", "x", "b", "2", "a", "1"));
        Assert.Equal(_things.CreateGroup("plain"), _things.CreateGroup("plain", null, ""));
    }

    [Theory]
    [InlineData(null, "x", "1")]
    [InlineData("other", "x", "1")]
    [InlineData("root", "y", "1")]
    [InlineData("root", null, "1")]
    [InlineData("root", "x", "2")]
    public void TryCreate_OtherConfiguration_SaysThatItExistsAndGivesIt(string? parent, string? description, string value)
    {
        _things.CreateGroup("root");
        _things.CreateGroup("other");
        var first = _things.CreateGroup("north", "root", "x", "a", "1");

        Assert.False(_things.Groups.TryCreate("north", parent, description, Pairs("a", value), out var existing, out var error));

        Assert.Equal(first, existing);
        Assert.Equal(new RegistryError(RegistryErrorCode.AlreadyExists, "Thing Group north already exists in account with different properties"), error);
    }

    [Fact]
    public void TryCreate_NameOfADynamicGroup_IsTaken()
    {
        var query = _things.CreateDynamicGroup("online");

        Assert.False(_things.Groups.TryCreate("online", null, null, null, out var existing, out var error));

        Assert.Equal(query.Data, existing);
        Assert.Equal(RegistryErrorCode.AlreadyExists, error.Code);
        Assert.Same(query, _things.CreateDynamicGroup("online"));
        Assert.False(_things.Groups.TryCreateDynamic("online", GroupFixture.AnyQuery with { QueryString = "thingName:a" }, null, null, out _, out _));
    }

    [Theory]
    [InlineData("", "the thing group name `` is not allowed, expected 1 to 128 letters, digits, `:`, `_` or `-`")]
    [InlineData("a/b", "the thing group name `a/b` is not allowed, expected 1 to 128 letters, digits, `:`, `_` or `-`")]
    public void TryCreate_BadName_IsRefused(string name, string message) => Assert.Equal(message, _things.FailsToCreateGroup(name));

    [Fact]
    public void TryCreate_AtAndBeyondTheLimits_TakesTheOneAndRefusesTheOther()
    {
        string[] fifty = [.. Enumerable.Range(0, 50).SelectMany(i => new[] { $"k{i}", "v" })];
        _things.CreateGroup(new string('n', 128), null, new string('d', 2028), fifty);

        Assert.StartsWith("the thing group name `nnn", _things.FailsToCreateGroup(new string('n', 129)), StringComparison.Ordinal);
        Assert.StartsWith("the description is not allowed", _things.FailsToCreateGroup("g", null, new string('d', 2029)), StringComparison.Ordinal);
        Assert.Equal(
            "51 attributes are too many, expected at most 50 for a thing group", _things.FailsToCreateGroup("g", null, null, [.. fifty, "more", "v"]));
        Assert.Equal(1, _things.Groups.Count);
    }

    [Fact]
    public void TryCreate_EighthLevel_IsRefused()
    {
        _things.CreateGroup("1");
        for (var level = 2; level <= 7; level++) _things.CreateGroup($"{level}", $"{level - 1}");

        Assert.Equal("a group below Thing Group 7 is too deep, expected at most 7 levels", _things.FailsToCreateGroup("8", "7"));
    }

    [Fact]
    public void TryCreate_HundredAndFirstChild_IsRefused()
    {
        _things.CreateGroup("root");
        for (var i = 0; i < 100; i++) _things.CreateGroup($"child-{i}", "root");

        Assert.Equal("Thing Group root has 100 groups directly below it, expected at most as many", _things.FailsToCreateGroup("child-100", "root"));
        _things.DeleteGroup("child-17");
        _things.CreateGroup("child-100", "root");
    }

    [Fact]
    public void TryCreate_ParentThatCannotBe_IsRefused()
    {
        _things.CreateDynamicGroup("online");

        Assert.Equal("the parent, Thing Group nobody, does not exist", _things.FailsToCreateGroup("a", "nobody"));
        Assert.Equal("the parent, Thing Group online, is dynamic, expected a static one", _things.FailsToCreateGroup("a", "online"));
        Assert.Equal("the parent, Thing Group a, does not exist", _things.FailsToCreateGroup("a", "a"));
        Assert.Equal(1, _things.Groups.Count);
    }

    [Fact]
    public void TryUpdate_WhatIsGiven_ReplacesItAndCounts()
    {
        var first = _things.CreateGroup("north", null, "x", "a", "1", "b", "2");

        var second = Update(new ThingGroupUpdate { Attributes = Pairs("b", "3") });
        Assert.Equal(("x", 2, first.Id), (second.Description, second.Version, second.Id));
        Assert.Equal(["b=3"], second.Attributes.Select(pair => $"{pair.Key}={pair.Value}"));

        var third = Update(new ThingGroupUpdate { Description = "", Attributes = Pairs("b", "", "c", "4"), MergeAttributes = true, ExpectedVersion = 2 });
        Assert.Equal((null, 3), (third.Description, third.Version));
        Assert.Equal(["c=4"], third.Attributes.Select(pair => $"{pair.Key}={pair.Value}"));

        Assert.Equal(third with { Version = 4 }, Update(new ThingGroupUpdate()));

        ThingGroup Update(ThingGroupUpdate update)
        {
            Assert.True(_things.Groups.TryUpdate("north", update, out var group, out var error), error?.Message);
            Assert.Equal(group, _things.Groups.Find("north"));
            return group;
        }
    }

    [Fact]
    public void TryUpdate_WhatCannotBe_ChangesNothing()
    {
        var group = _things.CreateGroup("north");
        _things.CreateDynamicGroup("online");

        Assert.Equal(RegistryErrorCode.NotFound, Fails("nobody", new ThingGroupUpdate()).Code);
        Assert.Equal("Thing Group online is a dynamic one, expected a static one", Fails("online", new ThingGroupUpdate()).Message);
        Assert.Equal(
            new RegistryError(RegistryErrorCode.VersionConflict, "Thing Group north has version 1, expected version 2"), Fails("north", new ThingGroupUpdate { ExpectedVersion = 2 }));
        Assert.Equal(RegistryErrorCode.InvalidRequest, Fails("north", new ThingGroupUpdate { Description = "a\nb" }).Code);
        Assert.Equal(RegistryErrorCode.InvalidRequest, Fails("north", new ThingGroupUpdate { Attributes = Pairs("a b", "1") }).Code);
        Assert.Equal(group, _things.Groups.Find("north"));

        RegistryError Fails(string name, ThingGroupUpdate update)
        {
            Assert.False(_things.Groups.TryUpdate(name, update, out _, out var error));
            return error;
        }
    }

    [Fact]
    public void TryDelete_Group_IsGoneAndItsMembersAreNotInIt()
    {
        _things.CreateGroup("north");
        _things.CreateGroup("south");
        foreach (var name in (string[])["a", "b"]) _things.Create(name);
        _things.Add("north", "a");
        _things.Add("north", "b");
        _things.Add("south", "b");

        _things.DeleteGroup("north");

        Assert.Null(_things.Groups.Find("north"));
        Assert.Empty(_things.GroupsOf("a"));
        Assert.Equal(["south"], _things.GroupsOf("b"));
        _things.CreateGroup("north");
        Assert.Empty(_things.MembersOf("north"));
        _things.DeleteGroup("nobody");
    }

    [Fact]
    public void TryDelete_WhatCannotBe_ChangesNothing()
    {
        _things.CreateGroup("north");
        _things.CreateGroup("below", "north");
        _things.CreateDynamicGroup("online");

        Assert.Equal("Thing Group north has 1 groups directly below it, expected none", Fails("north", null).Message);
        Assert.Equal(RegistryErrorCode.VersionConflict, Fails("below", 2).Code);
        Assert.Equal("Thing Group online is a dynamic one, expected a static one", Fails("online", null).Message);
        Assert.True(_things.Groups.TryDelete("below", 1, out _));
        Assert.True(_things.Groups.TryDelete("below", 1, out _));
        Assert.True(_things.Groups.TryDelete("north", null, out _));
        Assert.Equal(1, _things.Groups.Count);

        RegistryError Fails(string name, long? expectedVersion)
        {
            Assert.False(_things.Groups.TryDelete(name, expectedVersion, out var error));
            return error;
        }
    }

    [Fact]
    public void TryList_Filters_SelectGroups()
    {
        _things.CreateGroup("a");
        _things.CreateGroup("a:1", "a");
        _things.CreateGroup("a:2", "a");
        _things.CreateGroup("b:3", "a:1");
        _things.CreateGroup("b");
        _things.CreateDynamicGroup("c");

        Assert.Equal(["a", "a:1", "a:2", "b", "b:3", "c"], _things.ListGroups());
        Assert.Equal(["a", "a:1", "a:2", "b", "b:3", "c"], _things.ListGroups(new ThingGroupFilter { Recursive = true }));
        Assert.Equal(["a", "b", "c"], _things.ListGroups(new ThingGroupFilter { Recursive = false }));
        Assert.Equal(["a:1", "a:2"], _things.ListGroups(new ThingGroupFilter { ParentName = "a" }));
        Assert.Equal(["a:1", "a:2"], _things.ListGroups(new ThingGroupFilter { ParentName = "a", Recursive = false }));
        Assert.Equal(["a:1", "a:2", "b:3"], _things.ListGroups(new ThingGroupFilter { ParentName = "a", Recursive = true }));
        Assert.Equal(["b:3"], _things.ListGroups(new ThingGroupFilter { ParentName = "a", Recursive = true, NamePrefix = "b" }));
        Assert.Equal(["a:1", "a:2"], _things.ListGroups(new ThingGroupFilter { NamePrefix = "a:" }));
        Assert.Empty(_things.ListGroups(new ThingGroupFilter { ParentName = "b" }));
        Assert.False(_things.Groups.TryList(new ThingGroupFilter { ParentName = "nobody" }, 250, null, out _, out var error));
        Assert.Equal(new RegistryError(RegistryErrorCode.NotFound, "Thing Group nobody does not exist"), error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void TryList_GroupsComeAndGoBetweenPages_TheOthersAreListedOnce(int pageSize)
    {
        for (var i = 0; i < 10; i++) _things.CreateGroup($"stays-{i}");
        var names = new List<string>();
        var round = 0;
        string? token = null;
        do
        {
            Assert.True(_things.Groups.TryList(new ThingGroupFilter(), pageSize, token, out var page, out var error), error?.Message);
            names.AddRange(page.Groups.Select(group => group.Name));
            token = page.NextToken;
            _things.DeleteGroup($"goes-{round}");
            _things.CreateGroup($"goes-{++round}");
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"stays-{i}"), names.Where(name => name.StartsWith("stays", StringComparison.Ordinal)));
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(251, null)]
    [InlineData(1, "?")]
    public void Lists_BadArguments_AreRefused(int maxResults, string? token)
    {
        _things.CreateGroup("north");
        _things.Create("a");

        Assert.False(_things.Groups.TryList(new ThingGroupFilter(), maxResults, token, out _, out var error));
        Assert.Equal(RegistryErrorCode.InvalidRequest, error.Code);
        Assert.False(_things.Groups.TryListThings("north", recursive: true, maxResults, token, out _, out error));
        Assert.Equal(RegistryErrorCode.InvalidRequest, error.Code);
        Assert.False(_things.Groups.TryListOfThing("a", maxResults, token, out _, out error));
        Assert.Equal(RegistryErrorCode.InvalidRequest, error.Code);
    }

    [Fact]
    public void Changes_WhileStoredThingsAreRestored_AreRefused()
    {
        _things.CreateGroup("north");
        _things.Create("a");
        _things.Registry.IsRestoring = true;

        Assert.False(_things.Groups.TryCreate("south", null, null, null, out _, out var error));
        Assert.Equal(RegistryErrorCode.NotReady, error.Code);
        Assert.False(_things.Groups.TryUpdate("north", new ThingGroupUpdate(), out _, out error));
        Assert.Equal(RegistryErrorCode.NotReady, error.Code);
        Assert.False(_things.Groups.TryDelete("north", null, out error));
        Assert.Equal(RegistryErrorCode.NotReady, error.Code);
        Assert.False(_things.Groups.TryAdd("north", "a", out error));
        Assert.Equal(RegistryErrorCode.NotReady, error.Code);
    }

    [Fact]
    public void SetActive_DynamicGroup_IsNoNewVersion()
    {
        var group = _things.CreateDynamicGroup("online");

        _things.Groups.SetActive(group, group.Data.Query!.QueryString);

        Assert.Equal((ThingGroupStatus.Active, 1), (_things.Groups.Find("online")!.Query!.Status, group.Data.Version));
        Assert.Same(group, _things.CreateDynamicGroup("online"));
        Assert.True(_things.Groups.TryUpdateDynamic("online", new ThingGroupUpdate { Description = "x" }, null, out var updated, out _));
        Assert.Equal((2, "x", ThingGroupStatus.Active), (updated.Version, updated.Description, updated.Query!.Status));
        Assert.True(_things.Groups.TryDeleteDynamic("online", 2, out _));
        Assert.Equal(0, _things.Groups.Count);
    }

    [Fact]
    public void SetActive_QueryIsAnotherByNow_DoesNothing()
    {
        var group = _things.CreateDynamicGroup("online");
        var old = group.Data.Query!;
        var next = old with { QueryString = "thingName:next", Status = ThingGroupStatus.Rebuilding };
        Assert.True(_things.Groups.TryUpdateDynamic("online", new ThingGroupUpdate(), next, out _, out _));

        _things.Groups.SetActive(group, old.QueryString);

        Assert.Equal(next, _things.Groups.Find("online")!.Query);
    }
}
