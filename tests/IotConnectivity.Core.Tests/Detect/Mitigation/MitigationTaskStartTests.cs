using System.Globalization;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Mitigation;

/// <summary>Which tasks are taken. Nothing is done here: the tasks stay in progress.</summary>
public class MitigationTaskStartTests
{
    private static readonly MitigationTaskRequest Good = MitigationWorld.Request("t", "a");

    public static TheoryData<string, MitigationTaskRequest> Refused => new()
    {
        { "the task id `a b` is not allowed, expected 1 to 128 letters, digits, `_` or `-`", Good with { TaskId = "a b" } },
        { "the client request token `` is not allowed, expected 1 to 128 letters, digits, `_` or `-`", Good with { ClientRequestToken = string.Empty } },
        { "there are 0 actions, expected 1 to 5", Good with { Actions = [] } },
        { "there are 6 actions, expected 1 to 5", Good with { Actions = ["a", "a", "a", "a", "a", "a"] } },
        { "an action is named twice, expected each action once", Good with { Actions = ["a", "b", "a"] } },
        { "there are 26 violation ids, expected at most 25", MitigationWorld.RequestFor("t", [.. Enumerable.Repeat("v", 26)], "a") },
        { "the target is not clear, expected either violationIds or securityProfileName and behaviorName", Good with { ViolationIds = ["v"] } },
        { "the target is not clear, expected either violationIds or securityProfileName and behaviorName", Good with { BehaviorName = null } },
        { "the target is not clear, expected either violationIds or securityProfileName and behaviorName", MitigationWorld.RequestFor("t", ["v"], "a") with { ProfileName = "p" } },
        { "the target is not clear, expected either violationIds or securityProfileName and behaviorName", MitigationWorld.RequestFor("t", [], "a") },
        { "mitigation action b does not exist", Good with { Actions = ["a", "b"] } },
        {
            "the range of occurrence ends at 1970-01-01T00:00:00.0000000+00:00 before it begins at 1970-01-01T00:00:00.0010000+00:00, expected an end that is not before the beginning",
            Good with { Occurred = new OccurrenceRange(DateTimeOffset.UnixEpoch.AddMilliseconds(1), DateTimeOffset.UnixEpoch) }
        },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task TryStart_BadRequest_IsRefused(string message, MitigationTaskRequest request)
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("a", "Lost");

        Assert.Equal(new RegistryError(RegistryErrorCode.InvalidRequest, message), world.FailsToStart(request));
        Assert.Null(world.Tasks.Find(request.TaskId));
    }

    [Fact]
    public async Task TryStart_AtTheEdges_IsInProgress()
    {
        await using var world = await MitigationWorld.OpenAsync();
        foreach (var action in (string[])["a", "b", "c", "d", "e"]) world.Create(action, action);
        var id = new string('t', 128);

        world.Start(MitigationWorld.RequestFor(id, [.. Enumerable.Repeat("v", 25)], "a", "b", "c", "d", "e"));

        var task = world.Tasks.Find(id)!;
        Assert.Equal((MitigationStatus.InProgress, null, world.Clock.GetUtcNow()), (task.Status, task.EndedAt, task.StartedAt));
    }

    [Fact]
    public async Task TryStart_IdThatWasUsed_AlreadyExists()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("a", "Lost");
        world.Start(Good);
        Assert.True(world.Tasks.TryCancel("t", out _));

        Assert.Equal(new RegistryError(RegistryErrorCode.AlreadyExists, "Task t already exists"), world.FailsToStart(Good));
    }

    [Fact]
    public async Task TryStart_TokenThatWasUsed_AlreadyExists()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("a", "Lost");
        world.Start(Good with { ClientRequestToken = "token" });

        var error = world.FailsToStart(Good with { TaskId = "u", ClientRequestToken = "token" });

        Assert.Equal(new RegistryError(RegistryErrorCode.AlreadyExists, "the client request token was used for task t, expected a new one for each task"), error);
        world.Start(Good with { TaskId = "u", ClientRequestToken = "other" });
    }

    [Fact]
    public async Task TryStart_IdOfATaskThatIsForgotten_IsTaken()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("a", "Lost");
        await world.BeginAsync();
        world.Run(Good with { ClientRequestToken = "token" });
        world.Clock.Advance(new DetectOptions().ViolationRetention + TimeSpan.FromMilliseconds(1));

        world.Run(Good with { ClientRequestToken = "token" });

        Assert.Equal(world.Clock.GetUtcNow(), world.Tasks.Find("t")!.StartedAt);
    }

    [Fact]
    public async Task TryStart_OneMoreThanAHundredInProgress_IsRefusedUntilOneIsOver()
    {
        await using var world = await MitigationWorld.OpenAsync();
        world.Create("a", "Lost");
        for (var i = 0; i < MitigationTasks.MaxTasksInProgress; i++) world.Start(Good with { TaskId = string.Create(CultureInfo.InvariantCulture, $"t{i}") });

        Assert.Equal(new RegistryError(RegistryErrorCode.LimitExceeded, "100 tasks are in progress, expected at most 100"), world.FailsToStart(Good));

        Assert.True(world.Tasks.TryCancel("t0", out _));
        world.Start(Good);
    }
}
