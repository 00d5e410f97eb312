using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Journal;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Profiles;

/// <summary>The security profiles: what is normal for which things.</summary>
/// <remarks>
/// <para>
/// Thread-safe. Changes take one short lock, and each costs a copy of the profile that is changed; look-ups and lists take none. Changes are durable once
/// <see cref="ConnectivityJournal.FlushAsync"/> says so. Profiles that were made before the journal was opened are kept, unless what is stored takes their place.
/// </para>
/// <para>
/// Semantics are those of AWS IoT's CreateSecurityProfile, UpdateSecurityProfile, DeleteSecurityProfile, AttachSecurityProfile and their companions. Where AWS documents nothing:
/// creating a profile that exists is refused, alike or not; a target that is attached again keeps its time, and one that is not attached can be detached; the version counts updates
/// only, neither targets nor mitigation actions; a thing group that is deleted is no target any more; <c>less-than</c> 0 is refused, because nothing ever meets it;
/// <c>durationSeconds</c> of <c>aws:disconnect-duration</c> is taken and means nothing.
/// </para>
/// </remarks>
public sealed partial class SecurityProfiles : IRegistryFollower
{
    // INVARIANT: a change is handed to the journal, then shown, then told, all under the lock. Whoever holds the lock of the groups may take this one, never the other way round.
    private readonly Lock _lock = new();
    private readonly ThingRegistry _registry;
    private readonly ConnectivityJournal _journal;
    private ProfileSet _current = ProfileSet.Empty;
    private bool _isRestored;

    /// <summary>Makes an empty set of profiles. Those that are stored come back when the journal is opened, so make it before.</summary>
    /// <param name="registry">The registry whose things and groups are meant.</param>
    /// <param name="journal">What writes the profiles down.</param>
    public SecurityProfiles(ThingRegistry registry, ConnectivityJournal journal)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(journal);
        _registry = registry;
        _journal = journal;
        registry.Followers.Add(this);
    }

    /// <summary>Gets the number of profiles, at a moment's view.</summary>
    public int Count => Current.ByName.Count;

    /// <summary>Gets all profiles as they are at this moment.</summary>
    internal ProfileSet Current => Volatile.Read(ref _current);

    /// <summary>Gets or sets what is called after each change of <see cref="Current"/>, under the lock of the profiles and perhaps that of the groups; must not block.</summary>
    internal Action? Changed { get; set; }

    /// <summary>Gets or sets what says why alerts cannot go to a topic; <see langword="null"/> lets them go to any.</summary>
    internal Func<string, RegistryError?>? CheckTopic { get; set; }

    /// <summary>Gets or sets what says why a mitigation action cannot be run; <see langword="null"/> takes any name.</summary>
    internal Func<string, RegistryError?>? CheckAction { get; set; }

    /// <summary>Says what is wrong with behaviours, without creating anything.</summary>
    /// <param name="behaviors">The behaviours of one profile.</param>
    /// <returns>Each fault as AWS IoT words it, for example <c>Behavior Offline is malformed. value is required</c>; none when they are right.</returns>
    /// <exception cref="ArgumentException">One of them is <see langword="null"/>.</exception>
    public static IReadOnlyList<string> Validate(IReadOnlyList<Behavior> behaviors)
    {
        ArgumentNullException.ThrowIfNull(behaviors);
        return BehaviorRules.Check(behaviors);
    }

    /// <summary>Looks up a profile.</summary>
    /// <param name="name">Its name; any text.</param>
    /// <returns>The profile as it is now, or <see langword="null"/>.</returns>
    public SecurityProfile? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Current.Find(name);
    }

    /// <summary>Creates a profile without targets.</summary>
    /// <param name="name">Its name: 1 to 128 characters out of <c>a-z A-Z 0-9 : _ -</c>.</param>
    /// <param name="draft">What it is to have.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="error">Why not; with <see cref="RegistryErrorCode.AlreadyExists"/>, <paramref name="profile"/> is the one that exists.</param>
    /// <returns>Whether it was created.</returns>
    public bool TryCreate(string name, SecurityProfileDraft draft, out SecurityProfile? profile, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(draft);
        profile = null;
        error = _registry.CheckReady() ?? RegistryNames.Check(name, "security profile") ?? ProfileRules.Check(draft) ?? CheckTopicOf(draft.Alerts);
        if (error is not null) return false;
        lock (_lock)
        {
            profile = Current.Find(name);
            if (profile is not null)
            {
                error = new RegistryError(RegistryErrorCode.AlreadyExists, $"Security Profile {name} already exists in account");
                return false;
            }

            var now = _registry.Now;
            profile = new SecurityProfile(name, 1, now, now)
            {
                Description = RegistryNames.Normalize(draft.Description),
                Behaviors = [.. draft.Behaviors],
                BehaviorsSinceMs = [.. draft.Behaviors.Select(_ => now.ToUnixTimeMilliseconds())],
                Alerts = draft.Alerts,
                AdditionalMetricsToRetain = [.. draft.AdditionalMetricsToRetain.Distinct(StringComparer.Ordinal)],
            };
            Put_NeedsLock(profile);
            return true;
        }
    }

    /// <summary>Changes a profile; each change makes its version greater by one. A behaviour that stays as it is goes on with what was counted for it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="update">What to change.</param>
    /// <param name="profile">The profile after the change.</param>
    /// <param name="error">Why nothing was changed.</param>
    /// <returns>Whether the profile was changed.</returns>
    public bool TryUpdate(string name, SecurityProfileUpdate update, [NotNullWhen(true)] out SecurityProfile? profile, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(update);
        profile = null;
        error = _registry.CheckReady() ?? ProfileRules.Check(update) ?? CheckTopicOf(update.Alerts);
        if (error is not null) return false;
        lock (_lock)
        {
            var seen = Current.Find(name);
            error = seen is null ? NoSuchProfile(name) : CheckVersion(seen, update.ExpectedVersion);
            if (error is not null) return false;
            profile = Apply(update, seen!);
            Put_NeedsLock(profile);
            return true;
        }
    }

    /// <summary>Deletes a profile with its targets. Deleting one that does not exist succeeds, as in AWS IoT.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expectedVersion">The version that it must have; <see langword="null"/> for any.</param>
    /// <param name="error">Why it was not deleted.</param>
    /// <returns>Whether the profile does not exist any more.</returns>
    public bool TryDelete(string name, long? expectedVersion, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        error = _registry.CheckReady();
        if (error is not null) return false;
        lock (_lock)
        {
            if (Current.Find(name) is not { } seen) return true;
            error = CheckVersion(seen, expectedVersion);
            if (error is not null) return false;
            Show_NeedsLock(Current.Without(name), name, null);
            return true;
        }
    }

    /// <summary>Sets the mitigation actions that run when an alarm of a profile is raised. AWS IoT has nothing like it.</summary>
    /// <param name="name">The profile.</param>
    /// <param name="actions">The names of at most 5 actions, in the order in which they run; none takes them away. The list must stay as it is.</param>
    /// <param name="profile">The profile after the change.</param>
    /// <param name="error">Why nothing was changed.</param>
    /// <returns>Whether the profile has these actions.</returns>
    public bool TryBindMitigationActions(
        string name, IReadOnlyList<string> actions, [NotNullWhen(true)] out SecurityProfile? profile, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(actions);
        profile = null;
        error = _registry.CheckReady() ?? ProfileRules.CheckActions(actions) ?? (CheckAction is { } check ? actions.Select(check).FirstOrDefault(static fault => fault is not null) : null);
        if (error is not null) return false;
        lock (_lock)
        {
            if (Current.Find(name) is not { } seen)
            {
                error = NoSuchProfile(name);
                return false;
            }

            profile = seen with { MitigationActions = [.. actions] };
            Put_NeedsLock(profile);
            return true;
        }
    }

    private SecurityProfile Apply(SecurityProfileUpdate update, SecurityProfile seen)
    {
        var now = _registry.Now;
        var since = seen.Behaviors.Select(static behavior => behavior.Measure).Zip(seen.BehaviorsSinceMs).ToDictionary();
        var behaviors = update.DeleteBehaviors ? [] : update.Behaviors is { Count: > 0 } given ? [.. given] : seen.Behaviors;
        var metrics = update.DeleteAdditionalMetricsToRetain ? [] : update.AdditionalMetricsToRetain is { Count: > 0 } kept ? kept.Distinct(StringComparer.Ordinal) : seen.AdditionalMetricsToRetain;
        return seen with
        {
            Version = seen.Version + 1,
            ModifiedAt = now,
            Description = update.Description is null ? seen.Description : RegistryNames.Normalize(update.Description),
            Behaviors = behaviors,
            BehaviorsSinceMs = [.. behaviors.Select(behavior => since.GetValueOrDefault(behavior.Measure, now.ToUnixTimeMilliseconds()))],
            Alerts = update.DeleteAlerts ? null : update.Alerts ?? seen.Alerts,
            AdditionalMetricsToRetain = [.. metrics],
        };
    }

    private void Put_NeedsLock(SecurityProfile profile) => Show_NeedsLock(Current.With(profile), profile.Name, profile);

    private void Show_NeedsLock(ProfileSet next, string name, SecurityProfile? profile)
    {
        if (_isRestored && profile is null) _journal.DeleteSetting(SecurityProfileDocument.Prefix + name);
        else if (_isRestored) _journal.WriteSetting(SecurityProfileDocument.Prefix + name, SecurityProfileDocument.Write(profile!));
        Volatile.Write(ref _current, next);
        Changed?.Invoke();
    }

    private RegistryError? CheckTopicOf(AlertDestination? alerts) => alerts is null ? null : CheckTopic?.Invoke(alerts.TopicArn);

    private static RegistryError? CheckVersion(SecurityProfile profile, long? expectedVersion) =>
        expectedVersion is { } expected && expected != profile.Version
            ? new RegistryError(RegistryErrorCode.VersionConflict, $"Security Profile {profile.Name} has version {profile.Version}, expected version {expected}")
            : null;

    private static RegistryError NoSuchProfile(string name) => new(RegistryErrorCode.NotFound, $"Security Profile {RegistryNames.Shorten(name)} does not exist");
}
