using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Profiles;

public class ProfileTargetsTests
{
    private static readonly ProfileTarget North = ProfileTarget.ThingGroup("north");

    private readonly ProfileFixture _fixture = new();

    [Fact]
    public void TryAttach_EachKind_IsATarget()
    {
        _fixture.Create("Watch");
        _fixture.CreateGroup("north");

        foreach (var target in (ProfileTarget[])[North, ProfileTarget.AllThings, ProfileTarget.AllRegisteredThings]) _fixture.Attach("Watch", target);

        Assert.Equal([ProfileTarget.AllRegisteredThings, ProfileTarget.AllThings, North], _fixture.ListTargets("Watch", pageSize: 1));
        Assert.Equal(1, _fixture.Profiles.Find("Watch")!.Version);
    }

    [Fact]
    public void TryAttach_Again_KeepsTheTime()
    {
        _fixture.Create("Watch");
        _fixture.Attach("Watch", ProfileTarget.AllThings);
        var before = _fixture.Profiles.Current;
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        _fixture.Attach("Watch", ProfileTarget.AllThings);

        Assert.Same(before, _fixture.Profiles.Current);
        Assert.Equal(_fixture.Clock.GetUtcNow() - TimeSpan.FromSeconds(1), Assert.Single(_fixture.Profiles.Find("Watch")!.Targets).Since);
    }

    [Fact]
    public void TryAttach_DetachedBefore_CountsFromNow()
    {
        _fixture.Create("Watch");
        _fixture.Attach("Watch", ProfileTarget.AllThings);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        _fixture.Detach("Watch", ProfileTarget.AllThings);
        _fixture.Attach("Watch", ProfileTarget.AllThings);

        Assert.Equal(_fixture.Clock.GetUtcNow(), Assert.Single(_fixture.Profiles.Find("Watch")!.Targets).Since);
    }

    [Fact]
    public void TryAttach_SixthProfileOfATarget_IsRefused()
    {
        _fixture.CreateGroup("north");
        for (var i = 0; i < 6; i++) _fixture.Create($"p{i}");
        for (var i = 0; i < 5; i++) _fixture.Attach($"p{i}", North);

        Assert.Equal(new RegistryError(RegistryErrorCode.LimitExceeded, "thinggroup/north has 5 security profiles, expected at most as many"), _fixture.FailsToAttach("p5", North));

        _fixture.Attach("p4", North);
        _fixture.Attach("p5", ProfileTarget.AllThings);
        _fixture.Detach("p0", North);
        _fixture.Attach("p5", North);
    }

    [Fact]
    public void TryAttach_WhatIsNotThere_IsRefused()
    {
        _fixture.Create("Watch");

        Assert.Equal(new RegistryError(RegistryErrorCode.NotFound, "Thing Group north does not exist"), _fixture.FailsToAttach("Watch", North));
        Assert.Equal(new RegistryError(RegistryErrorCode.NotFound, "Security Profile Nobody does not exist"), _fixture.FailsToAttach("Nobody", ProfileTarget.AllThings));
        Assert.All(
            (ProfileTarget[])[default, new(ProfileTargetKind.ThingGroup), new(ProfileTargetKind.AllThings, "x"), new((ProfileTargetKind)7)],
            target => Assert.Equal(RegistryErrorCode.InvalidRequest, _fixture.FailsToAttach("Watch", target).Code));
    }

    [Fact]
    public void TryDetach_WhatIsNotAttached_Succeeds()
    {
        _fixture.Create("Watch");
        var before = _fixture.Profiles.Current;

        _fixture.Detach("Watch", North);

        Assert.Same(before, _fixture.Profiles.Current);
        Assert.False(_fixture.Profiles.TryDetach("Nobody", ProfileTarget.AllThings, out var error));
        Assert.Equal(RegistryErrorCode.NotFound, error.Code);
    }

    [Fact]
    public void OnGroupChanged_DeletedGroup_IsNoTargetAnyMore()
    {
        _fixture.CreateGroup("north");
        foreach (var name in (string[])["p0", "p1"])
        {
            _fixture.Create(name);
            _fixture.Attach(name, North);
            _fixture.Attach(name, ProfileTarget.AllThings);
        }

        Assert.True(_fixture.Registry.Groups.TryUpdate("north", new ThingGroupUpdate(), out _, out _));
        Assert.Equal([North, ProfileTarget.AllThings], _fixture.TargetsOf("p0"));
        Assert.True(_fixture.Registry.Groups.TryDelete("north", null, out _));

        Assert.All((string[])["p0", "p1"], name => Assert.Equal([ProfileTarget.AllThings], _fixture.TargetsOf(name)));
        _fixture.CreateGroup("north");
        Assert.Empty(_fixture.ListFor(North));
    }

    [Fact]
    public void TryListForTarget_Group_ListsItsProfilesAndThoseBelow()
    {
        _fixture.CreateGroup("north");
        _fixture.CreateGroup("hall", "north");
        _fixture.CreateGroup("room", "hall");
        _fixture.CreateGroup("elsewhere");
        var (hall, room) = (ProfileTarget.ThingGroup("hall"), ProfileTarget.ThingGroup("room"));
        foreach (var name in (string[])["b", "a-", "a"]) _fixture.Create(name);
        _fixture.Attach("b", North);
        _fixture.Attach("a", North);
        _fixture.Attach("a", room);
        _fixture.Attach("a-", hall);
        _fixture.Attach("a-", ProfileTarget.ThingGroup("elsewhere"));
        _fixture.Attach("a-", ProfileTarget.AllThings);

        Assert.Equal([("a", North), ("b", North)], _fixture.ListFor(North));
        Assert.Equal([("a", North), ("a", room), ("a-", hall), ("b", North)], _fixture.ListFor(North, recursive: true, pageSize: 1));
        Assert.Equal([("a-", ProfileTarget.AllThings)], _fixture.ListFor(ProfileTarget.AllThings, recursive: true));
        Assert.Empty(_fixture.ListFor(ProfileTarget.AllRegisteredThings));
        Assert.False(_fixture.Profiles.TryListForTarget(ProfileTarget.ThingGroup("gone"), recursive: false, 1, null, out _, out var error));
        Assert.Equal(RegistryErrorCode.NotFound, error.Code);
    }

    [Fact]
    public void TryList_Metric_ListsWhoLooksAtItOrKeepsIt()
    {
        _fixture.Create("b", ProfileFixture.Offline);
        _fixture.Create("A", ProfileFixture.Offline);
        Assert.True(_fixture.Profiles.TryCreate("c", new SecurityProfileDraft { AdditionalMetricsToRetain = [DetectMetrics.NumDisconnects] }, out _, out _));

        Assert.Equal(["A", "b", "c"], _fixture.ListAll(pageSize: 2));
        Assert.Equal(["A", "b"], _fixture.ListAll(DetectMetrics.DisconnectDuration));
        Assert.Equal(["c"], _fixture.ListAll(DetectMetrics.NumDisconnects));
        Assert.Empty(_fixture.ListAll("other"));
    }

    [Theory]
    [InlineData("!")]
    [InlineData("YSBi")]
    [InlineData("4pqh")]
    public void Lists_TokenOfSomethingElse_IsRefused(string token)
    {
        _fixture.Create("Watch");

        Assert.False(_fixture.Profiles.TryList(null, 1, token, out _, out var error));
        Assert.False(_fixture.Profiles.TryListTargets("Watch", 1, token, out _, out var ofTargets));
        Assert.False(_fixture.Profiles.TryListForTarget(ProfileTarget.AllThings, recursive: false, 1, token, out _, out var ofProfiles));

        Assert.All([error, ofTargets, ofProfiles], one => Assert.Equal("the next token is not one that this list gave", one.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(251)]
    public void Lists_PageOfAnotherSize_IsRefused(int size)
    {
        _fixture.Create("Watch");

        Assert.False(_fixture.Profiles.TryList(null, size, null, out _, out _));
        Assert.False(_fixture.Profiles.TryListTargets("Watch", size, null, out _, out _));
        Assert.False(_fixture.Profiles.TryListTargets("Nobody", 1, null, out _, out var error));
        Assert.Equal(RegistryErrorCode.NotFound, error.Code);
        Assert.False(_fixture.Profiles.TryListForTarget(ProfileTarget.AllThings, recursive: false, size, null, out _, out _));
    }

    [Fact]
    public void TryAttach_WhileTheGroupIsDeleted_LeavesNoTargetBehind()
    {
        for (var round = 0; round < 200; round++)
        {
            var name = $"g{round}";
            _fixture.CreateGroup(name);
            _fixture.Create(name);

            Concurrently.Run(2, worker =>
            {
                if (worker == 0) _fixture.Profiles.TryAttach(name, ProfileTarget.ThingGroup(name), out _);
                else Assert.True(_fixture.Registry.Groups.TryDelete(name, null, out _));
            });

            Assert.Empty(_fixture.TargetsOf(name));
        }
    }
}
