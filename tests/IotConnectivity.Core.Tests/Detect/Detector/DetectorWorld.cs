using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Fleet;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Detector;

/// <summary>A detector on a clock that the test moves, which looks when the test says so and when something is due.</summary>
internal sealed class DetectorWorld : IViolationFollower, IAsyncDisposable
{
    internal static readonly LifecycleSource Source = new("test");

    private readonly DetectOptions _options;
    private readonly Dictionary<string, int> _connections = [];
    private IReadOnlyList<KnownViolation> _orphans = [];

    internal DetectorWorld(DetectOptions? options = null, IConnectivityStore? store = null, ManualTimeProvider? clock = null)
    {
        _options = options ?? new DetectOptions();
        Clock = clock ?? new ManualTimeProvider();
        Registry = new ThingRegistry(Index, Clock);
        Indexing = new IndexingSwitch(Index);
        Journal = new ConnectivityJournal(Index, Registry, Indexing, store ?? new InMemoryConnectivityStore(), timeProvider: Clock);
        Profiles = new SecurityProfiles(Registry, Journal);
        Fleet = new FleetIndex(Registry, Index, Indexing);
        Violations = new ViolationList(Journal, Fleet, _options, Clock);
        Detector = new ViolationDetector(Registry, Index, Profiles, Violations, Journal, _options, Clock) { Followers = [this] };
    }

    internal ManualTimeProvider Clock { get; }

    internal ConnectivityIndex Index { get; } = new();

    internal ThingRegistry Registry { get; }

    internal IndexingSwitch Indexing { get; }

    internal ConnectivityJournal Journal { get; }

    internal SecurityProfiles Profiles { get; }

    internal FleetIndex Fleet { get; }

    internal ViolationList Violations { get; }

    internal ViolationDetector Detector { get; }

    internal List<ViolationEvent> Events { get; } = [];

    /// <summary>Gets the profiles that the events were told with.</summary>
    internal List<SecurityProfile> EventProfiles { get; } = [];

    /// <summary>Gets or sets what is done when somebody is told, before it is noted.</summary>
    internal Action<ViolationEvent>? Telling { get; set; }

    internal long NowMs => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins as the host does.</summary>
    internal async Task<DetectorWorld> OpenAsync()
    {
        await RestoreAsync();
        Begin();
        return this;
    }

    /// <summary>Begins as the host does, up to the moment from which on events come in.</summary>
    internal async Task RestoreAsync()
    {
        Detector.Listen();
        Journal.BeforeReady = async cancellationToken =>
        {
            _orphans = await Violations.RestoreAsync(cancellationToken);
            await Detector.RestoreAsync(cancellationToken);
        };
        await Journal.OpenAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Looks for the first time.</summary>
    internal void Begin()
    {
        Fleet.Settle();
        Detector.EndOrphans(_orphans);
        Detector.Follow();
        Look();
    }

    /// <summary>Notes durably how far the detector is.</summary>
    internal async Task CheckpointAsync()
    {
        await Journal.FlushAsync(TestContext.Current.CancellationToken);
        Detector.AskForCheckpoint();
        Look();
        await Journal.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Ends as a process that is killed: what is in the store stays, and nothing comes to it.</summary>
    internal async Task KillAsync()
    {
        await Journal.FlushAsync(TestContext.Current.CancellationToken);
        await Journal.DisposeAsync();
        Detector.Dispose();
        Fleet.Dispose();
    }

    /// <summary>Goes on with the connections that another world has made.</summary>
    internal DetectorWorld CountingOnFrom(DetectorWorld before)
    {
        foreach (var (thing, count) in before._connections) _connections[thing] = count;
        return this;
    }

    internal void Look()
    {
        while (Detector.Look())
        {
            // Until there is nothing more.
        }
    }

    internal void Advance(TimeSpan by)
    {
        var end = NowMs + (long)by.TotalMilliseconds;
        Look();
        for (var left = end - NowMs; left > 0; left = end - NowMs)
        {
            Clock.Advance(Detector.Rest is { } rest && rest.TotalMilliseconds < left ? TimeSpan.FromMilliseconds(Math.Max(1, rest.TotalMilliseconds)) : TimeSpan.FromMilliseconds(left));
            Look();
        }
    }

    internal void AdvanceTo(long atMs) => Advance(TimeSpan.FromMilliseconds(Math.Max(0, atMs - NowMs)));

    internal void Create(params ReadOnlySpan<string> things)
    {
        foreach (var thing in things) Assert.True(Registry.TryCreate(new ThingName(thing), null, null, out _, out _));
    }

    internal void Watch(string profile, params IReadOnlyList<Behavior> behaviors) => Watch(profile, ProfileTarget.AllRegisteredThings, behaviors);

    internal void Watch(string profile, ProfileTarget target, params IReadOnlyList<Behavior> behaviors)
    {
        Assert.True(Profiles.TryCreate(profile, new SecurityProfileDraft { Behaviors = behaviors }, out _, out var error), error?.Message);
        Assert.True(Profiles.TryAttach(profile, target, out error), error?.Message);
        Look();
    }

    internal static Behavior Away(string name, ulong minutes, int toAlarm = 1, int toClear = 1, string comparison = "less-than") => new(name)
    {
        Metric = DetectMetrics.DisconnectDuration,
        Criteria = new BehaviorCriteria { ComparisonOperator = comparison, Value = MetricValue.OfCount(minutes), ConsecutiveDatapointsToAlarm = toAlarm, ConsecutiveDatapointsToClear = toClear },
    };

    internal void Connect(string thing, long? atMs = null)
    {
        _connections[thing] = _connections.GetValueOrDefault(thing) + 1;
        Apply(thing, LifecycleEventKind.Connected, atMs, DisconnectReason.Unknown);
    }

    internal void Disconnect(string thing, long? atMs = null, DisconnectReason reason = DisconnectReason.ConnectionLost) =>
        Apply(thing, LifecycleEventKind.Disconnected, atMs, reason);

    internal void Refuse(string thing, string from) => Index.Apply(new LifecycleEvent
    {
        Kind = LifecycleEventKind.ConnectFailed,
        ClientId = thing,
        Source = Source,
        TimestampMs = NowMs,
        SourceIp = PeerAddress.From(System.Net.IPAddress.Parse(from)),
        RawReason = "AUTHORIZATION_FAILED",
    });

    /// <summary>Connects or disconnects a thing that one thread alone uses, some minutes ago.</summary>
    internal void Flap(string thing, Random random, int number)
    {
        var state = Registry.FindCell(thing)!.Current!;
        var from = Math.Max(state.TimestampMs ?? 0, NowMs - 1_200_000) + 1;
        Index.Apply(new LifecycleEvent
        {
            Kind = state.Connected ? LifecycleEventKind.Disconnected : LifecycleEventKind.Connected,
            ClientId = thing,
            Source = Source,
            TimestampMs = Math.Min(NowMs, from + random.Next(200_000)),
            Connection = state.Connected ? state.Connection : ConnectionKey.Create($"n{number}"),
            Number = state.Connected ? state.Number : number,
            Reason = random.Next(8) == 0 ? DisconnectReason.DuplicateClientId : DisconnectReason.ConnectionLost,
            ReasonQuality = state.Connected ? ReasonQuality.Stated : ReasonQuality.Absent,
        });
    }

    internal string[] Told() => [.. Events.Select(one => $"{one.ThingName} {one.ProfileName}.{one.Behavior.Name} {one.Type} {(one.Time.ToUnixTimeMilliseconds() - StartMs) / 1000.0:0.###} {one.Value?.Count}".TrimEnd())];

    internal long StartMs { get; } = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    internal IReadOnlyList<Violation> Active()
    {
        Assert.True(Violations.TryListActive(new ViolationFilter { ListSuppressed = true }, 250, null, out var page, out _));
        return page.Violations;
    }

    public void OnViolation(in ViolationNotice notice, RecordChanges records)
    {
        Telling?.Invoke(notice.Event);
        Events.Add(notice.Event);
        EventProfiles.Add(notice.Profile);
    }

    public async ValueTask DisposeAsync()
    {
        Detector.Dispose();
        Fleet.Dispose();
        await Journal.DisposeAsync();
    }

    private void Apply(string thing, LifecycleEventKind kind, long? atMs, DisconnectReason reason) => Index.Apply(new LifecycleEvent
    {
        Kind = kind,
        ClientId = thing,
        Source = Source,
        TimestampMs = atMs ?? NowMs,
        Connection = ConnectionKey.Create($"c{_connections[thing]}"),
        Number = _connections[thing],
        Reason = reason,
        ReasonQuality = kind == LifecycleEventKind.Connected ? ReasonQuality.Absent : ReasonQuality.Stated,
    });
}
