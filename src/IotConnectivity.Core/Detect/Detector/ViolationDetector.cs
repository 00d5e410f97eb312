using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using IotConnectivity.Detect.Profiles;
using IotConnectivity.Detect.Violations;
using IotConnectivity.Diagnostics;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotConnectivity.Detect.Detector;

/// <summary>Finds things that do not do what their security profiles say is normal.</summary>
/// <remarks>
/// <para>
/// One thread owns everything that is remembered; it sleeps until a thing is to be asked or something is told. Nothing is done for things that do not move. A thread that applies an
/// event does no more than note the moment at which the thing is to be asked; if none is noted that is earlier, the thing then answers from its present record, or with a later moment.
/// So a connect does nothing at all, unless there is an alarm or the outage was long enough for one.
/// </para>
/// <para>
/// Timeouts are counted by the monotonic clock, and what comes due is judged by the wall clock. A wall clock that jumps may delay an alarm; it neither invents nor loses one.
/// </para>
/// <para>Cost: four bytes for each place of a thing, 16 for each thing that waits to be asked, about a kilobyte for each that has an alarm.</para>
/// </remarks>
public sealed partial class ViolationDetector : IConnectivityFollower, IRegistryFollower, IDisposable
{
    private readonly ThingRegistry _registry;
    private readonly ConnectivityIndex _index;
    private readonly SecurityProfiles _profiles;
    private readonly ViolationList _violations;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly bool _isOnTicks;
    private readonly long _baseMs;
    private readonly long _startTimestamp;

    // INVARIANT: read by any thread, written by the detector's, before it looks at the things that are new to the plan.
    private volatile CoveragePlan _plan;
    private ProfileSet? _newProfiles;

    private readonly ArmedPlaces _armed = new();
    private readonly Arrivals _arrivals = new();
    private readonly ConcurrentQueue<News> _news = new();

    // INVARIANT: a bit is set as long as there is an entry in _watched. It is set before the thing's record is read for the last time.
    private readonly PlaceSet _watchedPlaces = new();
    private readonly Dictionary<int, WatchedThing> _watched = [];
    private readonly PlaceWheel _wheel = new(0);
    private readonly List<AlarmStep> _steps = [];
    private ClockReading _clock;

    /// <summary>Makes a detector that does nothing until <see cref="Start"/>.</summary>
    /// <param name="registry">The things.</param>
    /// <param name="index">Their connectivity.</param>
    /// <param name="profiles">What is normal.</param>
    /// <param name="violations">Where violations are listed.</param>
    /// <param name="journal">Where they are written.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="logger">Where to log; <see langword="null"/> for nowhere.</param>
    /// <param name="metrics">What to measure with; <see langword="null"/> measures nothing.</param>
    public ViolationDetector(
        ThingRegistry registry,
        ConnectivityIndex index,
        SecurityProfiles profiles,
        ViolationList violations,
        Journal.ConnectivityJournal journal,
        DetectOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<ViolationDetector>? logger = null,
        ConnectivityMetrics? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(violations);
        ArgumentNullException.ThrowIfNull(journal);
        _registry = registry;
        _index = index;
        _profiles = profiles;
        _violations = violations;
        _journal = journal;
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _metrics = metrics;
        _isOnTicks = (options ?? new DetectOptions()).IsOnTicks;
        _plan = new CoveragePlan([], null, _isOnTicks, FindGroup);
        _baseMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _startTimestamp = _time.GetTimestamp();
        violations.FindThingsWith(registry.FindCell);
        metrics?.Observe("iot.connectivity.violations.active", "{violation}", "Violations that go on.", () => [new(violations.ActiveCount)]);
    }

    /// <summary>Gets how many violations go on.</summary>
    public int ActiveCount => _violations.ActiveCount;

    /// <summary>Gets how many things wait to be asked, at a moment's view. Things that came back may still be among them.</summary>
    public int WaitingCount => _wheel.Count;

    /// <summary>Gets how often a thing was asked or told of.</summary>
    internal long Judgements { get; private set; }

    private void OnProfilesChanged()
    {
        Volatile.Write(ref _newProfiles, _profiles.Current);
        Wake();
    }

    // On the thread of the event, after the record has changed. Everything that is read here is in the caches from that.
    void IConnectivityFollower.OnChanged(in ConnectivityChange change)
    {
        var plan = _plan;
        if (plan.IsEmpty || change.Cell is not RegisteredThing thing) return;
        var after = change.After;
        if (IsWatched(thing) || MayHaveRaisedAlarm(plan, change.Before, after)) TellOf(thing, change);
        else if (after.HasEnded) Arm(plan, thing, after);
    }

    void IConnectivityFollower.OnHeard(ThingCell? cell, in LifecycleEvent news, OrderRule rule, ThingConnectivity? state)
    {
        var plan = _plan;
        if (plan.HeardMetrics.Length == 0 || cell is not RegisteredThing thing) return;
        var metrics = plan.MetricsOf(news, rule);
        if (metrics != 0 && plan.Hears(thing)) Tell(new News(thing, null, null) { Metrics = metrics, AtMs = news.TimestampMs, Address = news.SourceIp });
    }

    void IConnectivityFollower.OnRetired(ThingCell cell)
    {
        // Of one that had a violation before something is kept too.
        if (cell is RegisteredThing thing) Tell(new News(thing, null, null));
    }

    void IRegistryFollower.OnMembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember)
    {
        if (_plan.IsTarget(group)) Tell(new News(thing, null, null) { Group = group, AtMs = NowMs });
    }

    void IRegistryFollower.OnThingChanged(RegisteredThing thing)
    {
        // What it is called and what it has on it is not looked at; its end is told by the index.
    }

    void IRegistryFollower.OnGroupChanged(RegisteredGroup group)
    {
        // The things tell when they get in or out, the profiles when they lose a target.
    }

    void IRegistryFollower.OnTypeChanged(string name, ThingType? type)
    {
        // No target is a type.
    }

    /// <summary>Says whether an outage that a change ends was long enough for an alarm that was perhaps not raised yet, as when old events are replayed.</summary>
    private static bool MayHaveRaisedAlarm(CoveragePlan plan, ThingConnectivity before, ThingConnectivity after) =>
        before.HasEnded
        && plan.LeastAfterMs != BehaviorRule.Never
        && after.ConnectedAtMs != ThingConnectivity.None
        && after.ConnectedAtMs - before.EndedAtMs >= plan.LeastAfterMs;

    private void Arm(CoveragePlan plan, RegisteredThing thing, ThingConnectivity ended)
    {
        if (!Outage.IsCounted(ended)) return;
        var at = plan.AskAt(thing, ended.EndedAtMs);
        if (at == BehaviorRule.Never) return;
        _arrivals.Add(thing.Place, ClockReading.Pack(at, _baseMs));
        Wake();
    }

    // As long as nothing is watched, the place of the thing need not be fetched.
    private bool IsWatched(RegisteredThing thing) => _watchedPlaces.Count > 0 && _watchedPlaces.Contains(thing.Place);

    // Not inlined: the way of every other event would have to clear the room for the news first.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TellOf(RegisteredThing thing, in ConnectivityChange change) => Tell(new News(thing, change.Before, change.After));

    private void Tell(in News news)
    {
        _news.Enqueue(news);
        Wake();
    }

    private RegisteredGroup? FindGroup(string name) => _registry.Groups.FindCell(name);

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Something that the detector has to look at.</summary>
    private readonly record struct News(RegisteredThing Thing, ThingConnectivity? Before, ThingConnectivity? After)
    {
        /// <summary>Gets a group that the thing got into or out of.</summary>
        internal RegisteredGroup? Group { get; init; }

        internal long AtMs { get; init; }

        /// <summary>Gets a value indicating whether what is remembered of the thing may be wrong.</summary>
        internal bool IsReview { get; init; }

        /// <summary>Gets for which metrics it counts, one bit for each.</summary>
        internal int Metrics { get; init; }

        internal PeerAddress Address { get; init; }
    }
}
