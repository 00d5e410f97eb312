using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Profiles;

public sealed partial class SecurityProfiles
{
    /// <summary>Makes a profile count for a target from now on. Doing it again changes nothing.</summary>
    /// <param name="name">The profile.</param>
    /// <param name="target">The target.</param>
    /// <param name="error">Why not: there is no such profile or group, or the target has 5 profiles.</param>
    /// <returns>Whether the target has the profile.</returns>
    /// <remarks>Costs a visit to the targets of all profiles.</remarks>
    public bool TryAttach(string name, ProfileTarget target, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        RegisteredGroup? group = null;
        error = _registry.CheckReady() ?? CheckTarget(target, out group);
        if (error is not null) return false;
        lock (_lock)
        {
            error = CheckAttachable_NeedsLock(name, target, group, out var profile);
            if (error is null && !profile!.Has(target)) Put_NeedsLock(profile with { Targets = [.. profile.Targets, new AttachedTarget(target, _registry.Now)] });
            return error is null;
        }
    }

    /// <summary>Makes a profile count no longer for a target. Doing it again changes nothing.</summary>
    /// <param name="name">The profile.</param>
    /// <param name="target">The target; a group that does not exist is no fault.</param>
    /// <param name="error">Why not.</param>
    /// <returns>Whether the target does not have the profile.</returns>
    public bool TryDetach(string name, ProfileTarget target, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        error = _registry.CheckReady();
        if (error is not null) return false;
        lock (_lock)
        {
            if (Current.Find(name) is not { } profile) error = NoSuchProfile(name);
            else if (profile.Has(target)) Put_NeedsLock(Without(profile, target));
            return error is null;
        }
    }

    /// <summary>A group that is deleted is no target any more. Called under the lock of the groups.</summary>
    void IRegistryFollower.OnGroupChanged(RegisteredGroup group)
    {
        if (!group.IsDeleted) return;
        var target = ProfileTarget.ThingGroup(group.Name);
        lock (_lock)
        {
            foreach (var profile in Current.All.Where(profile => profile.Has(target))) Put_NeedsLock(Without(profile, target));
        }
    }

    void IRegistryFollower.OnThingChanged(RegisteredThing thing)
    {
    }

    void IRegistryFollower.OnMembershipChanged(RegisteredThing thing, RegisteredGroup group, bool isMember)
    {
    }

    void IRegistryFollower.OnTypeChanged(string name, ThingType? type)
    {
    }

    private static SecurityProfile Without(SecurityProfile profile, ProfileTarget target) =>
        profile with { Targets = [.. profile.Targets.Where(attached => attached.Target != target)] };

    private RegistryError? CheckTarget(ProfileTarget target, out RegisteredGroup? group)
    {
        group = null;
        if (!target.IsValid) return ProfileRules.Refuse("the target is not one that there is, expected all registered things, all things or a thing group");
        if (target.GroupName is not { } name) return null;
        group = _registry.Groups.FindCell(name);
        return group is null ? NoSuchGroup(name) : null;
    }

    private RegistryError? CheckAttachable_NeedsLock(string name, ProfileTarget target, RegisteredGroup? group, out SecurityProfile? profile)
    {
        profile = Current.Find(name);
        if (profile is null) return NoSuchProfile(name);

        // RACE: a group that is deleted after this takes the lock to leave its profiles.
        if (group is { IsDeleted: true }) return NoSuchGroup(group.Name);
        return profile.Has(target) || Current.CountOf(target) < DetectLimits.MaxProfilesOfTarget
            ? null
            : new RegistryError(RegistryErrorCode.LimitExceeded, $"{target.Key} has {DetectLimits.MaxProfilesOfTarget} security profiles, expected at most as many");
    }

    private static RegistryError NoSuchGroup(string name) => new(RegistryErrorCode.NotFound, $"Thing Group {RegistryNames.Shorten(name)} does not exist");
}
