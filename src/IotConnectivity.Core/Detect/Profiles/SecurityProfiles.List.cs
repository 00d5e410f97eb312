using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Profiles;

public sealed partial class SecurityProfiles
{
    /// <summary>Lists profiles in ordinal order of their names, a page at a time.</summary>
    /// <param name="metric">The metric that a behaviour looks at, or whose values are kept; <see langword="null"/> for all profiles.</param>
    /// <param name="maxResults">The most profiles on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="error">What is wrong with the arguments.</param>
    /// <returns>Whether the arguments were right.</returns>
    public bool TryList(string? metric, int maxResults, string? nextToken, [NotNullWhen(true)] out SecurityProfilePage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        var found = Current.All.Where(profile => metric is null || LooksAt(profile, metric));
        page = ListPaging.TryTake(found, static profile => profile.Name, maxResults, nextToken, out var profiles, out var next, out error) ? new SecurityProfilePage(profiles, next) : null;
        return page is not null;
    }

    /// <summary>Lists the targets of a profile, a page at a time.</summary>
    /// <param name="name">The profile.</param>
    /// <param name="maxResults">The most targets on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="error">What is wrong with the arguments, or that there is no such profile.</param>
    /// <returns>Whether the arguments were right.</returns>
    public bool TryListTargets(string name, int maxResults, string? nextToken, [NotNullWhen(true)] out ProfileTargetPage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        page = null;
        if (Current.Find(name) is not { } profile)
        {
            error = NoSuchProfile(name);
            return false;
        }

        if (!ListPaging.TryTakeByKey(profile.Targets, static one => one.Target.Key, IsKey, maxResults, nextToken, out var targets, out var next, out error)) return false;
        page = new ProfileTargetPage(targets, next);
        return true;
    }

    /// <summary>Lists the profiles of a target, in ordinal order of their names, a page at a time.</summary>
    /// <param name="target">The target.</param>
    /// <param name="recursive">Whether those of the groups below a thing group count as well, each listed with its own target.</param>
    /// <param name="maxResults">The most on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="error">What is wrong with the arguments, or that there is no such group.</param>
    /// <returns>Whether the arguments were right.</returns>
    /// <remarks>Costs a visit to the targets of all profiles.</remarks>
    public bool TryListForTarget(
        ProfileTarget target,
        bool recursive,
        int maxResults,
        string? nextToken,
        [NotNullWhen(true)] out TargetMappingPage? page,
        [NotNullWhen(false)] out RegistryError? error)
    {
        page = null;
        error = CheckTarget(target, out _);
        if (error is not null) return false;
        var found =
            from profile in Current.All
            from attached in profile.Targets
            where attached.Target == target || (recursive && IsBelow(attached.Target, target.GroupName))
            select new TargetMapping(profile, attached.Target);

        // A character that no name has, and that comes before all that names have.
        if (!ListPaging.TryTakeByKey(found, static one => $"{one.Profile.Name}!{one.Target.Key}", IsKey, maxResults, nextToken, out var mappings, out var next, out error)) return false;
        page = new TargetMappingPage(mappings, next);
        return true;
    }

    private static bool LooksAt(SecurityProfile profile, string metric) =>
        profile.Behaviors.Any(behavior => behavior.Metric == metric) || profile.AdditionalMetricsToRetain.Contains(metric, StringComparer.Ordinal);

    private static bool IsKey(string key) => key.Length > 0 && key.All(static c => c is '/' or '!' || ThingName.IsValid([c]));

    private bool IsBelow(ProfileTarget target, string? groupName) =>
        groupName is not null && target.GroupName is { } name && _registry.Groups.Find(name) is { } group && group.Ancestors.Contains(groupName, StringComparer.Ordinal);
}
