namespace IotConnectivity.Detect.Profiles;

/// <summary>Which things a security profile is for.</summary>
/// <param name="Kind">What kind of target it is.</param>
/// <param name="GroupName">The name of the thing group, static or dynamic; <see langword="null"/> for every other kind.</param>
public readonly record struct ProfileTarget(ProfileTargetKind Kind, string? GroupName = null)
{
    /// <summary>Gets all things of the registry.</summary>
    public static ProfileTarget AllRegisteredThings => new(ProfileTargetKind.AllRegisteredThings);

    /// <summary>Gets everything that connects. Here these are the things of the registry: of clients that are none nothing is known.</summary>
    public static ProfileTarget AllThings => new(ProfileTargetKind.AllThings);

    /// <summary>Gets what the ARN of the target ends with; no two targets have the same.</summary>
    internal string Key => Kind switch
    {
        ProfileTargetKind.AllRegisteredThings => "all/registered-things",
        ProfileTargetKind.AllThings => "all/things",
        _ => $"thinggroup/{GroupName}",
    };

    /// <summary>Gets a value indicating whether it is one of the targets that there are.</summary>
    internal bool IsValid => Kind == ProfileTargetKind.ThingGroup ? GroupName is not null : GroupName is null && Kind is ProfileTargetKind.AllRegisteredThings or ProfileTargetKind.AllThings;

    /// <summary>Makes a target of the members of a group.</summary>
    /// <param name="name">The group's name.</param>
    /// <returns>The target.</returns>
    public static ProfileTarget ThingGroup(string name) => new(ProfileTargetKind.ThingGroup, name);
}

/// <summary>The kinds of targets.</summary>
public enum ProfileTargetKind
{
    /// <summary>All things of the registry.</summary>
    AllRegisteredThings = 1,

    /// <summary>Everything that connects.</summary>
    AllThings = 2,

    /// <summary>The members of a thing group.</summary>
    ThingGroup = 3,
}
