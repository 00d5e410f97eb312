using IotConnectivity.Detect.Detector;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Mitigation;

/// <summary>Actions and tasks beside a detector; what tasks do begins when the test says so.</summary>
internal sealed class MitigationWorld : IAsyncDisposable
{
    internal const string Role = "arn:aws:iam::123456789012:role/Mitigate";
    internal const string Profile = "Offline";
    internal const string Behavior = "5m";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DetectorWorld _world;

    private MitigationWorld(IConnectivityStore store, ManualTimeProvider? clock)
    {
        Store = store;
        _world = new DetectorWorld(store: store, clock: clock);
        Actions = new MitigationActions(Registry, Profiles, _world.Journal);
        Tasks = new MitigationTasks(Actions, _world.Violations, Registry, _world.Journal, Clock, Log);
    }

    internal IConnectivityStore Store { get; }

    internal RecordingLogger<MitigationTasks> Log { get; } = new();

    internal MitigationActions Actions { get; }

    internal MitigationTasks Tasks { get; }

    internal DetectorWorld World => _world;

    internal ThingRegistry Registry => _world.Registry;

    internal SecurityProfiles Profiles => _world.Profiles;

    internal ManualTimeProvider Clock => _world.Clock;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static Task<MitigationWorld> OpenAsync(IConnectivityStore? store = null) => OpenAsync(store ?? new InMemoryConnectivityStore(), null);

    /// <summary>Ends everything and begins anew with what is stored.</summary>
    internal async Task<MitigationWorld> RestartAsync()
    {
        await FlushAsync();
        await DisposeAsync();
        return await OpenAsync(Store, Clock);
    }

    internal Task BeginAsync() => Tasks.StartAsync(Cancel);

    internal Task FlushAsync() => _world.Journal.FlushAsync(Cancel);

    /// <summary>Makes an action and the groups that it names.</summary>
    internal void Create(string action, params string[] groups)
    {
        foreach (var group in groups) Assert.True(Registry.Groups.TryCreate(group, null, null, null, out _, out var fault), fault?.Message);
        CreateWithoutGroups(action, groups);
    }

    internal void CreateWithoutGroups(string action, params string[] groups) =>
        Assert.True(Actions.TryCreate(action, Role, new AddToThingGroups(groups, OverrideDynamicGroups: false), out _, out var error), error?.Message);

    /// <summary>Watches all things, and lets some be away for long enough.</summary>
    internal void RaiseAlarms(params ReadOnlySpan<string> things) => RaiseAlarms(DetectorWorld.Away(Behavior, 5), things);

    internal void RaiseAlarms(Behavior behavior, params ReadOnlySpan<string> things)
    {
        _world.Create(things);
        _world.Watch(Profile, behavior);
        foreach (var thing in things) Leave(thing);
        _world.Advance(TimeSpan.FromMinutes(6));
    }

    internal void Leave(string thing)
    {
        _world.Connect(thing);
        _world.Disconnect(thing);
    }

    internal void Return(string thing)
    {
        _world.Connect(thing);
        _world.Look();
    }

    internal string ViolationOf(string thing) => _world.Events.Last(one => one.ThingName == thing).ViolationId;

    internal static MitigationTaskRequest Request(string id, params IReadOnlyList<string> actions) =>
        new() { TaskId = id, ProfileName = Profile, BehaviorName = Behavior, Actions = actions };

    internal static MitigationTaskRequest RequestFor(string id, IReadOnlyList<string> violations, params IReadOnlyList<string> actions) =>
        new() { TaskId = id, ViolationIds = violations, Actions = actions };

    internal void Start(MitigationTaskRequest request) => Assert.True(Tasks.TryStart(request, out var error), error?.Message);

    internal RegistryError FailsToStart(MitigationTaskRequest request)
    {
        Assert.False(Tasks.TryStart(request, out var error));
        return error;
    }

    /// <summary>Starts a task and waits for its end.</summary>
    internal MitigationTask Run(MitigationTaskRequest request)
    {
        Start(request);
        return End(request.TaskId);
    }

    internal MitigationTask End(string taskId)
    {
        Wait(() => Tasks.Find(taskId) is { EndedAt: not null });
        return Tasks.Find(taskId)!;
    }

    internal static void Wait(Func<bool> until) => Assert.True(SpinWait.SpinUntil(until, Patience));

    internal IReadOnlyList<string> MembersOf(string group)
    {
        Assert.True(Registry.Groups.TryListThings(group, false, 250, null, out var page, out var error), error?.Message);
        return page.ThingNames;
    }

    /// <summary>Reads what was done, in words and in the order of the alphabet.</summary>
    internal async Task<string[]> DoneAsync(MitigationExecutionFilter? filter = null)
    {
        var page = await Tasks.ListExecutionsAsync(filter ?? new MitigationExecutionFilter(), 250, null, Cancel);
        return [.. page.Executions.Select(static one => $"{one.TaskId} {one.ThingName} {one.ActionName} {one.Status} {one.ErrorCode}".Trim()).Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        await Tasks.DisposeAsync();
        await _world.DisposeAsync();
    }

    private static async Task<MitigationWorld> OpenAsync(IConnectivityStore store, ManualTimeProvider? clock)
    {
        var world = new MitigationWorld(store, clock);
        await world._world.OpenAsync();
        return world;
    }
}
