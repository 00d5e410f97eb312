namespace IotConnectivity.Detect.Mitigation;

/// <summary>Something to do with things that violate what is normal: put them into thing groups. As it was at one moment. Immutable.</summary>
/// <param name="Name">Its name: 1 to 128 characters out of <c>a-z A-Z 0-9 _ -</c>.</param>
/// <param name="Id">Its id, given at its creation.</param>
/// <param name="CreatedAt">When it was created, to the millisecond.</param>
/// <param name="ModifiedAt">When it was last updated, to the millisecond.</param>
/// <remarks>
/// AWS IoT has other kinds of actions, all of them for findings of audits, which do not exist here. Source: AWS IoT Device Defender, "Mitigation actions": on alarms of Detect only
/// <c>ADD_THINGS_TO_THING_GROUP</c> can be done.
/// </remarks>
public sealed record MitigationAction(string Name, Guid Id, DateTimeOffset CreatedAt, DateTimeOffset ModifiedAt)
{
    /// <summary>Gets the role that AWS would take on; kept and shown, without effect.</summary>
    public required string RoleArn { get; init; }

    /// <summary>Gets what is done.</summary>
    public required AddToThingGroups Params { get; init; }
}

/// <summary>Puts a thing into static thing groups.</summary>
/// <param name="ThingGroupNames">The groups; 1 to 10.</param>
/// <param name="OverrideDynamicGroups">Whether a thing that is in ten groups loses the dynamic group among them that was created last; otherwise the action fails for it.</param>
public sealed record AddToThingGroups(IReadOnlyList<string> ThingGroupNames, bool OverrideDynamicGroups);

/// <summary>A part of a list of mitigation actions.</summary>
/// <param name="Actions">The actions in ordinal order of their names.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record MitigationActionPage(IReadOnlyList<MitigationAction> Actions, string? NextToken);
