namespace IotConnectivity.Registry;

public class GroupMembersTests
{
    private readonly RegistryFixture _things = new();

    [Fact]
    public void TryAdd_Thing_IsInTheGroup()
    {
        _things.CreateGroup("north");
        foreach (var name in (string[])["a", "b", "c"]) _things.Create(name);

        _things.Add("north", "c");
        _things.Add("north", "a");
        _things.Add("north", "a");

        Assert.Equal(["a", "c"], _things.MembersOf("north"));
        Assert.Equal(["north"], _things.GroupsOf("a"));
        Assert.Empty(_things.GroupsOf("b"));
        Assert.Equal(1, _things.Registry.Find("a")!.Version);
        _things.Remove("north", "a");
        _things.Remove("north", "a");
        Assert.Equal(["c"], _things.MembersOf("north"));
        Assert.Empty(_things.GroupsOf("a"));
    }

    [Fact]
    public void TryAdd_ManyThings_ShareTheirListOfGroups()
    {
        _things.CreateGroup("north");
        foreach (var name in (string[])["a", "b"])
        {
            _things.Create(name);
            _things.Add("north", name);
        }

        Assert.Same(_things.Cell("a").Groups, _things.Cell("b").Groups);
    }

    [Fact]
    public void Changes_OfWhatIsNotThere_AreNotFound()
    {
        _things.CreateGroup("north");
        _things.Create("a");

        Assert.Equal(new RegistryError(RegistryErrorCode.NotFound, "Thing Group nobody does not exist"), _things.FailsToAdd("nobody", "a"));
        Assert.Equal(new RegistryError(RegistryErrorCode.NotFound, "Thing nobody does not exist"), _things.FailsToAdd("north", "nobody"));
        Assert.False(_things.Groups.TryRemove("nobody", "a", out var error));
        Assert.Equal(RegistryErrorCode.NotFound, error.Code);
        Assert.False(_things.Groups.TryListThings("nobody", recursive: false, 250, null, out _, out error));
        Assert.Equal(RegistryErrorCode.NotFound, error.Code);
        Assert.False(_things.Groups.TryListOfThing("nobody", 250, null, out _, out error));
        Assert.Equal(RegistryErrorCode.NotFound, error.Code);
    }

    [Fact]
    public void TryAdd_SecondGroupOfOneHierarchy_IsRefused()
    {
        _things.CreateGroup("root");
        _things.CreateGroup("left", "root");
        _things.CreateGroup("right", "root");
        _things.CreateGroup("leaf", "right");
        _things.CreateGroup("other");
        _things.Create("a");
        _things.Add("left", "a");

        foreach (var relative in (string[])["root", "right", "leaf"])
        {
            Assert.Equal(
                new RegistryError(
                    RegistryErrorCode.InvalidRequest, $"thing a is in Thing Group left of the same hierarchy as {relative}, expected at most one of each hierarchy"),
                _things.FailsToAdd(relative, "a"));
        }

        _things.Add("other", "a");
        Assert.True(_things.Groups.TryChange("a", new ThingGroupChange { Add = ["leaf"], Remove = ["left"] }, out _));
        Assert.Equal(["leaf", "other"], _things.GroupsOf("a"));
    }

    [Fact]
    public void TryAdd_EleventhGroup_IsRefused()
    {
        _things.Create("a");
        for (var i = 0; i < 11; i++) _things.CreateGroup($"g{i}");
        for (var i = 0; i < 10; i++) _things.Add($"g{i}", "a");

        Assert.Equal(
            new RegistryError(RegistryErrorCode.InvalidRequest, "thing a is in 10 thing groups, expected at most 10 with the new one"), _things.FailsToAdd("g10", "a"));
        Assert.False(_things.Groups.TryChange("a", new ThingGroupChange { Add = ["g10"], OverrideDynamicGroups = true }, out _));
        Assert.True(_things.Groups.TryChange("a", new ThingGroupChange { Add = ["g10"], Remove = ["g0"] }, out _));
        Assert.Equal(10, _things.GroupsOf("a").Count);
    }

    [Fact]
    public void TryChange_OneThatCannotBe_ChangesNothing()
    {
        _things.CreateGroup("a");
        _things.CreateGroup("b");
        _things.CreateGroup("below", "b");
        _things.CreateDynamicGroup("online");
        _things.Create("thing");
        _things.Add("a", "thing");

        foreach (var add in (string[][])[["b", "nobody"], ["b", "online"], ["b", "below"]])
        {
            Assert.False(_things.Groups.TryChange("thing", new ThingGroupChange { Add = add, Remove = ["a"] }, out _));
            Assert.Equal(["a"], _things.GroupsOf("thing"));
            Assert.Empty(_things.MembersOf("b"));
        }

        Assert.False(_things.Groups.TryRemove("online", "thing", out var error));
        Assert.Equal("Thing Group online is a dynamic one, expected a static one", error.Message);
        Assert.True(_things.Groups.TryChange("thing", new ThingGroupChange { Add = ["a", "b", "b"], Remove = ["a"] }, out _));
        Assert.Equal(["a", "b"], _things.GroupsOf("thing"));
    }

    [Fact]
    public void TryChange_FullThing_LosesTheNewestDynamicGroupIfItMay()
    {
        _things.Create("a");
        foreach (var name in (string[])["old", "new"])
        {
            Assert.True(_things.Groups.TryJoin(_things.Cell("a"), _things.CreateDynamicGroup(name)));
            _things.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        for (var i = 0; i < 11; i++) _things.CreateGroup($"g{i}");
        for (var i = 0; i < 8; i++) _things.Add($"g{i}", "a");

        _things.FailsToAdd("g8", "a");
        Assert.True(_things.Groups.TryChange("a", new ThingGroupChange { Add = ["g8"], OverrideDynamicGroups = true }, out _));
        Assert.DoesNotContain("new", _things.GroupsOf("a"));
        Assert.Contains("old", _things.GroupsOf("a"));
        Assert.True(_things.Groups.TryChange("a", new ThingGroupChange { Add = ["g9"], OverrideDynamicGroups = true }, out _));
        Assert.DoesNotContain("old", _things.GroupsOf("a"));
        Assert.Empty(_things.MembersOf("old"));
        Assert.Equal(10, _things.GroupsOf("a").Count);
    }

    [Fact]
    public void TryJoin_FullThing_GetsInOnlyInTheOrderOfCreation()
    {
        _things.Create("a");
        var cell = _things.Cell("a");
        var dynamics = new List<RegisteredGroup>();
        for (var i = 0; i < 12; i++)
        {
            dynamics.Add(_things.CreateDynamicGroup($"d{i:D2}"));
            _things.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        for (var i = 1; i <= 10; i++) Assert.True(_things.Groups.TryJoin(cell, dynamics[i]));

        Assert.False(_things.Groups.TryJoin(cell, dynamics[11]));
        Assert.True(_things.Groups.TryJoin(cell, dynamics[5]));
        Assert.True(_things.Groups.TryJoin(cell, dynamics[0]));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"d{i:D2}"), _things.GroupsOf("a"));
        Assert.True(_things.Groups.Leave(cell, dynamics[0]));
        Assert.False(_things.Groups.Leave(cell, dynamics[0]));
        Assert.True(_things.Groups.TryJoin(cell, dynamics[11]));
    }

    [Fact]
    public void TryJoin_FullOfStaticGroups_DoesNotGetIn()
    {
        _things.Create("a");
        var old = _things.CreateDynamicGroup("old");
        for (var i = 0; i < 10; i++)
        {
            _things.CreateGroup($"g{i}");
            _things.Add($"g{i}", "a");
        }

        Assert.False(_things.Groups.TryJoin(_things.Cell("a"), old));
        Assert.Equal(0, old.Members.Count);
    }

    [Fact]
    public void TryJoin_WhatIsDeleted_DoesNotGetIn()
    {
        _things.Create("a");
        var (cell, group) = (_things.Cell("a"), _things.CreateDynamicGroup("online"));
        var gone = _things.CreateDynamicGroup("gone");
        Assert.True(_things.Groups.TryDeleteDynamic("gone", null, out _));

        Assert.False(_things.Groups.TryJoin(cell, gone));
        Assert.True(_things.Registry.TryDelete("a", null, out _));
        Assert.False(_things.Groups.TryJoin(cell, group));

        Assert.Equal((0, 0), (gone.Members.Count, group.Members.Count));
    }

    [Fact]
    public void TryDelete_Thing_LeavesItsGroupsAndThePlaceIsClean()
    {
        _things.CreateGroup("north");
        _things.Create("a");
        _things.Create("b");
        _things.Add("north", "a");
        _things.Add("north", "b");

        Assert.True(_things.Registry.TryDelete("a", null, out _));
        _things.Create("c");

        Assert.Equal(["b"], _things.MembersOf("north"));
        Assert.Empty(_things.GroupsOf("c"));
        Assert.Equal(["c", "b"], _things.ListAll());
        _things.Create("a");
        Assert.Empty(_things.GroupsOf("a"));
    }

    [Fact]
    public void TryListThings_Recursive_GivesThoseOfTheGroupsBelow()
    {
        _things.CreateGroup("root");
        _things.CreateGroup("left", "root");
        _things.CreateGroup("leaf", "left");
        _things.CreateGroup("other");
        string[] groups = ["root", "left", "leaf", "other"];
        for (var i = 0; i < 20; i++)
        {
            _things.Create($"t{i:D2}");
            _things.Add(groups[i % 4], $"t{i:D2}");
        }

        Assert.Equal(5, _things.MembersOf("root").Count);
        Assert.Equal(Enumerable.Range(0, 20).Where(i => i % 4 != 3).Select(i => $"t{i:D2}"), _things.MembersOf("root", recursive: true, pageSize: 4));
        Assert.Equal(Enumerable.Range(0, 20).Where(i => i % 4 is 1 or 2).Select(i => $"t{i:D2}"), _things.MembersOf("left", recursive: true, pageSize: 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    public void TryListThings_ThingsComeAndGoBetweenPages_TheOthersAreListedOnce(int pageSize)
    {
        _things.CreateGroup("root");
        _things.CreateGroup("left", "root");
        _things.CreateGroup("right", "root");
        for (var i = 0; i < 10; i++)
        {
            _things.Create($"goes-{i}");
            _things.Create($"stays-{i}");
            _things.Add("left", $"goes-{i}");
            _things.Add("left", $"stays-{i}");
        }

        var names = new List<string>();
        var round = 0;
        string? token = null;
        do
        {
            Assert.True(_things.Groups.TryListThings("root", recursive: true, pageSize, token, out var page, out var error), error?.Message);
            names.AddRange(page.ThingNames);
            token = page.NextToken;
            if (++round > 10) continue;
            _things.Registry.TryDelete($"goes-{round - 1}", null, out _);
            _things.Create($"new-{round}");
            _things.Add("right", $"new-{round}");
            Assert.True(_things.Groups.TryChange($"stays-{round - 1}", new ThingGroupChange { Add = ["right"], Remove = ["left"] }, out _));
        }
        while (token is not null);

        Assert.Equal(
            Enumerable.Range(0, 10).Select(i => $"stays-{i}"), names.Where(name => name.StartsWith("stays", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Followers_OfMemberships_HearOfEachChangeOnce()
    {
        var integrity = new GroupIntegrity(_things.Registry);
        var told = new ToldMemberships();
        _things.Registry.Followers.Add(told);
        _things.CreateGroup("north");
        _things.CreateGroup("south");
        foreach (var name in (string[])["a", "b"]) _things.Create(name);
        _things.Add("north", "a");
        _things.Add("north", "a");
        _things.Add("north", "b");
        Assert.True(_things.Groups.TryChange("b", new ThingGroupChange { Add = ["south"], Remove = ["north"] }, out _));
        _things.Registry.TryDelete("a", null, out _);
        _things.DeleteGroup("south");

        Assert.Equal(["+a north", "+b north", "-b north", "+b south", "-a north", "-b south"], told.All);
        integrity.AssertHolds();
    }

    private sealed class ToldMemberships : IRegistryFollower
    {
        internal List<string> All { get; } = [];

        public void OnThingChanged(RegisteredThing thing)
        {
        }

        public void OnTypeChanged(string name, ThingType? type)
        {
        }

        public void OnGroupChanged(RegisteredGroup group)
        {
        }

        public void OnMembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember) => All.Add($"{(isMember ? '+' : '-')}{thing.Name} {group.Name}");
    }
}
