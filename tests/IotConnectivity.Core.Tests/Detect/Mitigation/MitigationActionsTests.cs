using System.Globalization;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Mitigation;

public class MitigationActionsTests
{
    private static readonly AddToThingGroups Lost = new(["Lost"], OverrideDynamicGroups: true);

    public static TheoryData<string, int, int, string> Refused => new()
    {
        { "a:b", 20, 1, "the mitigation action name `a:b` is not allowed, expected 1 to 128 letters, digits, `_` or `-`" },
        { "", 20, 1, "the mitigation action name `` is not allowed, expected 1 to 128 letters, digits, `_` or `-`" },
        { "a", 19, 1, "roleArn has 19 characters, expected 20 to 2048" },
        { "a", 2049, 1, "roleArn has 2049 characters, expected 20 to 2048" },
        { "a", 20, 0, "there are 0 thing groups, expected 1 to 10" },
        { "a", 20, 11, "there are 11 thing groups, expected 1 to 10" },
    };

    [Fact]
    public async Task TryCreate_Action_IsFoundAsItWasMade()
    {
        await using var world = await MitigationWorld.OpenAsync();

        Assert.True(world.Actions.TryCreate("quarantine", MitigationWorld.Role, Lost, out var created, out var error), error?.Message);

        Assert.Same(created, world.Actions.Find("quarantine"));
        Assert.Equal(("quarantine", MitigationWorld.Role, Lost), (created!.Name, created.RoleArn, created.Params));
        Assert.Equal((world.Clock.GetUtcNow(), world.Clock.GetUtcNow()), (created.CreatedAt, created.ModifiedAt));
        Assert.Null(world.Actions.Find("Quarantine"));
    }

    [Fact]
    public async Task TryCreate_NameThatIsTaken_ReturnsTheOneThatHasIt()
    {
        await using var world = await MitigationWorld.OpenAsync();
        Assert.True(world.Actions.TryCreate("quarantine", MitigationWorld.Role, Lost, out var first, out _));

        Assert.False(world.Actions.TryCreate("quarantine", MitigationWorld.Role, Lost, out var second, out var error));

        Assert.Same(first, second);
        Assert.Equal(new RegistryError(RegistryErrorCode.AlreadyExists, "Mitigation action quarantine already exists in account"), error);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task TryCreate_BadPart_IsRefused(string name, int roleLength, int groups, string message)
    {
        await using var world = await MitigationWorld.OpenAsync();
        var what = new AddToThingGroups([.. Enumerable.Range(0, groups).Select(static i => $"g{i}")], false);

        Assert.False(world.Actions.TryCreate(name, new string('r', roleLength), what, out var action, out var error));

        Assert.Equal((null, new RegistryError(RegistryErrorCode.InvalidRequest, message)), (action, error));
    }

    [Fact]
    public async Task TryCreate_AtTheEdges_IsTaken()
    {
        await using var world = await MitigationWorld.OpenAsync();
        var what = new AddToThingGroups([.. Enumerable.Range(0, 10).Select(static i => $"g{i}")], false);

        Assert.True(world.Actions.TryCreate(new string('a', 128), new string('r', 2048), what, out _, out var error), error?.Message);
    }

    [Fact]
    public async Task TryCreate_OneMoreThanAHundred_IsRefused()
    {
        await using var world = await MitigationWorld.OpenAsync();
        for (var i = 0; i < MitigationActions.MaxActions; i++) world.CreateWithoutGroups(string.Create(CultureInfo.InvariantCulture, $"a{i}"), "Lost");

        Assert.False(world.Actions.TryCreate("more", MitigationWorld.Role, Lost, out _, out var error));

        Assert.Equal(new RegistryError(RegistryErrorCode.LimitExceeded, "there are 100 mitigation actions, expected at most 100"), error);
    }

    [Fact]
    public async Task TryUpdate_PartOfIt_LeavesTheRest()
    {
        await using var world = await MitigationWorld.OpenAsync();
        Assert.True(world.Actions.TryCreate("quarantine", MitigationWorld.Role, Lost, out var created, out _));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var other = new AddToThingGroups(["Other"], false);

        Assert.True(world.Actions.TryUpdate("quarantine", null, other, out var updated, out _));
        Assert.Equal(created! with { Params = other, ModifiedAt = world.Clock.GetUtcNow() }, updated);
        Assert.True(world.Actions.TryUpdate("quarantine", MitigationWorld.Role + "2", null, out updated, out _));

        Assert.Equal((MitigationWorld.Role + "2", other), (updated.RoleArn, updated.Params));
        Assert.Same(updated, world.Actions.Find("quarantine"));
    }

    [Fact]
    public async Task TryUpdate_ActionThatDoesNotExist_IsNotFound()
    {
        await using var world = await MitigationWorld.OpenAsync();

        Assert.False(world.Actions.TryUpdate("quarantine", null, Lost, out _, out var error));

        Assert.Equal(new RegistryError(RegistryErrorCode.NotFound, "Mitigation action quarantine does not exist"), error);
    }

    [Fact]
    public async Task TryDelete_ActionOrNone_IsGone()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.CreateWithoutGroups("quarantine", "Lost");

        Assert.True(world.Actions.TryDelete("quarantine", out _));
        Assert.True(world.Actions.TryDelete("quarantine", out _));

        Assert.Null(world.Actions.Find("quarantine"));
    }

    [Fact]
    public async Task TryList_PageByPage_HasEachOnce()
    {
        await using var world = await MitigationWorld.OpenAsync();
        foreach (var name in (string[])["c", "a", "b"]) world.CreateWithoutGroups(name, "Lost");

        Assert.True(world.Actions.TryList(2, null, out var first, out _));
        Assert.True(world.Actions.TryList(2, first.NextToken, out var second, out _));

        Assert.Equal(["a", "b"], first.Actions.Select(static action => action.Name));
        Assert.Equal(["c"], second.Actions.Select(static action => action.Name));
        Assert.Null(second.NextToken);
    }

    [Fact]
    public async Task TryBindMitigationActions_ActionThatDoesNotExist_IsRefused()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.CreateWithoutGroups("quarantine", "Lost");
        Assert.True(world.Profiles.TryCreate("p", new SecurityProfileDraft(), out _, out _));

        Assert.True(world.Profiles.TryBindMitigationActions("p", ["quarantine"], out _, out _));
        Assert.False(world.Profiles.TryBindMitigationActions("p", ["quarantine", "nothing"], out _, out var error));

        Assert.Equal(new RegistryError(RegistryErrorCode.NotFound, "Mitigation action nothing does not exist"), error);
        Assert.Equal(["quarantine"], world.Profiles.Find("p")!.MitigationActions);
    }

    [Fact]
    public async Task Restart_Actions_ComeBackAsTheyWere()
    {
        var world = await MitigationWorld.OpenAsync();
        Assert.True(world.Actions.TryCreate("quarantine", MitigationWorld.Role, Lost, out _, out _));
        world.CreateWithoutGroups("deleted", "Lost");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(world.Actions.TryUpdate("quarantine", MitigationWorld.Role + "2", null, out var before, out _));
        Assert.True(world.Actions.TryDelete("deleted", out _));

        await using var again = await world.RestartAsync();

        var after = again.Actions.Find("quarantine")!;
        Assert.Equal(before with { Params = after.Params }, after);
        Assert.Equal(["Lost"], after.Params.ThingGroupNames);
        Assert.True(after.Params.OverrideDynamicGroups);
        Assert.Null(again.Actions.Find("deleted"));
    }
}
