using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Detect.Detector;
using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Violations;
using IotConnectivity.Journal;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Violations;

/// <summary>The violations that go on, and the events of all.</summary>
/// <remarks>
/// Thread-safe. A page of violations costs what it holds, whatever there is, unless a filter other than thing and profile leaves most of them out. Values and times of violations that go
/// on are computed at the moment of the question: they move without anything being written. About 700 bytes for each violation that goes on.
/// </remarks>
public sealed partial class ViolationList
{
    private readonly ConnectivityJournal _journal;
    private readonly FleetIndex? _fleet;
    private readonly TimeProvider _time;
    private readonly long _retentionMs;
    private readonly Lock _lock = new();
    private readonly ActiveViolations _active = new();

    // What goes on and, of each behaviour, the last that is over. Under the lock, as is what was found out about those that anybody looked into.
    private readonly Dictionary<RegisteredThing, ThingViolations> _byThing = [];
    private readonly Dictionary<string, VerificationRecord> _verifications = new(StringComparer.Ordinal);

    /// <summary>Makes an empty list.</summary>
    /// <param name="journal">Where violations are written.</param>
    /// <param name="fleet">What shows violations in the documents of things; <see langword="null"/> for nothing.</param>
    /// <param name="options">The options; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    public ViolationList(ConnectivityJournal journal, FleetIndex? fleet = null, DetectOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        _journal = journal;
        _fleet = fleet;
        _time = timeProvider ?? TimeProvider.System;
        _retentionMs = (long)(options ?? new DetectOptions()).ViolationRetention.TotalMilliseconds;
    }

    /// <summary>Gets how many violations go on, suppressed ones too.</summary>
    public int ActiveCount
    {
        get
        {
            lock (_lock) return _active.Count;
        }
    }

    /// <summary>Gets a value indicating whether nothing is known of any thing.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (_lock) return _byThing.Count == 0;
        }
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Lists violations that go on.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="maxResults">The most on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> or empty for the first page.</param>
    /// <param name="page">The page. One that goes on throughout is on exactly one page.</param>
    /// <param name="error">What is wrong with the number or the token.</param>
    /// <returns>Whether both were right.</returns>
    public bool TryListActive(
        ViolationFilter filter, int maxResults, string? nextToken, [NotNullWhen(true)] out ViolationPage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(filter);
        page = null;
        if (!ViolationPaging.TryRead(maxResults, nextToken, out var after, out error)) return false;
        List<KnownViolation> found;
        lock (_lock)
        {
            var candidates = filter.ThingName is { } name ? OfThing(name, after) : _active.After(filter.ProfileName, after);
            found = [.. candidates.Where(one => filter.Matches(one.Thing.Name, one.Profile, one.Definition, one.Verification)).Take(maxResults + 1)];
        }

        string? next = null;
        if (found.Count > maxResults)
        {
            found.RemoveAt(maxResults);
            next = ViolationPaging.Write(ActiveViolations.PlaceOf(found[^1]));
        }

        var now = NowMs;
        page = new ViolationPage(found.ConvertAll(one => one.ToViolation(now)), next);
        return true;
    }

    /// <summary>Notes what somebody has found out about a violation, which may be over.</summary>
    /// <param name="violationId">The violation.</param>
    /// <param name="state">What it is.</param>
    /// <param name="description">What else there is to say; at most 1000 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why it was not noted; <see langword="null"/> when it was, and is durable.</returns>
    /// <remarks>Looks through the stored events for a violation that is over and was not the last one of its thing and behaviour.</remarks>
    public async Task<RegistryError?> VerifyAsync(string violationId, VerificationState state, string? description, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(violationId);
        if (description is { Length: > MaxDescription }) return new RegistryError(RegistryErrorCode.InvalidRequest, $"the description has {description.Length} characters, expected at most {MaxDescription}");
        if (!IsKnown(violationId) && !await IsStoredAsync(violationId, cancellationToken).ConfigureAwait(false))
        {
            return new RegistryError(RegistryErrorCode.InvalidRequest, $"there is no violation `{RegistryNames.Shorten(violationId)}`");
        }

        var record = new VerificationRecord(state, description);
        lock (_lock)
        {
            _journal.Write([VerificationRecord.Write(violationId, NowMs, record)], []);
            _verifications[violationId] = record;
            if (_active.Find(violationId) is { } violation) Put_NeedsLock(violation.With(state, description));
        }

        await _journal.FlushAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    internal long EarliestEventMs => NowMs - _retentionMs;

    /// <summary>Gets the violation of a behaviour of a thing that goes on, or the last one that is over.</summary>
    internal KnownViolation? Find(RegisteredThing thing, string profileName, string behaviorName)
    {
        lock (_lock) return Find_NeedsLock(thing, profileName, behaviorName);
    }

    /// <summary>Gets what was found out about a violation.</summary>
    internal VerificationRecord? VerificationOf(string violationId)
    {
        lock (_lock) return _verifications.GetValueOrDefault(violationId);
    }

    /// <summary>Puts a violation in the place of the one of its thing and behaviour that was known before. What was found out about it stays.</summary>
    internal void Put(KnownViolation violation)
    {
        ThingViolations known;
        lock (_lock)
        {
            if (_verifications.TryGetValue(violation.Id, out var verification)) violation = violation.With(verification.State, verification.Description);
            known = Put_NeedsLock(violation);
        }

        _fleet?.SetViolations(violation.Thing, known);
    }

    /// <summary>Forgets a deleted thing.</summary>
    /// <returns>What was known of it.</returns>
    internal IEnumerable<KnownViolation> Forget(RegisteredThing thing)
    {
        lock (_lock)
        {
            if (!_byThing.Remove(thing, out var known)) return [];
            foreach (var violation in known.All.Cast<KnownViolation>()) _active.Remove(violation);
            return known.All.Cast<KnownViolation>();
        }
    }

    /// <summary>Forgets what is over of behaviours that are gone.</summary>
    /// <returns>What was forgotten.</returns>
    internal IReadOnlyList<KnownViolation> ForgetUnwatched(RegisteredThing thing, CoveragePlan plan)
    {
        List<KnownViolation> gone;
        ThingViolations? rest;
        lock (_lock)
        {
            if (!_byThing.TryGetValue(thing, out rest)) return [];
            gone = [.. rest.All.Cast<KnownViolation>().Where(one => !one.InViolation && plan.Find(one.Profile)?.Find(one.Behavior) is null)];
            if (gone.Count == 0) return gone;
            foreach (var one in gone) rest = ThingViolations.Without(rest, one.Profile, one.Behavior);
            if (rest is null) _byThing.Remove(thing);
            else _byThing[thing] = rest;
        }

        _fleet?.SetViolations(thing, rest);
        return gone;
    }

    private const int MaxDescription = 1000;

    private ThingViolations Put_NeedsLock(KnownViolation violation)
    {
        if (Find_NeedsLock(violation.Thing, violation.Profile, violation.Behavior) is { } before) _active.Remove(before);
        if (violation.InViolation) _active.Set(violation);
        return _byThing[violation.Thing] = ThingViolations.With(_byThing.GetValueOrDefault(violation.Thing), violation);
    }

    private KnownViolation? Find_NeedsLock(RegisteredThing thing, string profileName, string behaviorName)
    {
        if (!_byThing.TryGetValue(thing, out var known)) return null;
        foreach (var one in known.All)
        {
            if (one.Profile == profileName && one.Behavior == behaviorName) return (KnownViolation)one;
        }

        return null;
    }

    private IEnumerable<KnownViolation> OfThing(string thingName, RecordPlace? after)
    {
        if (_findThing?.Invoke(thingName) is not { } thing || !_byThing.TryGetValue(thing, out var known)) return [];
        return known.All.Cast<KnownViolation>()
            .Where(one => one.InViolation && (after is not { } place || ActiveViolations.Compare(ActiveViolations.PlaceOf(one), place) > 0))
            .OrderBy(ActiveViolations.PlaceOf, Comparer<RecordPlace>.Create(ActiveViolations.Compare));
    }

    private bool IsKnown(string violationId)
    {
        lock (_lock) return _active.Find(violationId) is not null || _verifications.ContainsKey(violationId);
    }
}
