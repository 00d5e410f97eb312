using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;

namespace IotConnectivity.Storage;

/// <summary>A thing as a store keeps it.</summary>
/// <param name="Key">Its key in the store.</param>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its unique id.</param>
/// <param name="TypeName">Its thing type. One of which there is no setting does not count.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Version">The version of the registry record, from 1.</param>
public sealed record StoredThing(long Key, string Name, Guid Id, string? TypeName, ThingAttributes Attributes, long Version)
{
    /// <summary>Gets the ids of the groups that the thing is in, static and dynamic. Groups of which there is no setting any more were deleted, and do not count.</summary>
    public IReadOnlyList<Guid> Groups { get; init; } = [];

    /// <summary>
    /// Gets the events whose join is the connectivity of the thing, only such whose rule <see cref="Indexing.OrderRules.IsPartOfState"/>; empty in a batch to write.
    /// </summary>
    public IReadOnlyList<LifecycleEvent> Connectivity { get; init; } = [];

    /// <summary>Gets a revision that is not below any that was given out for the thing before.</summary>
    public long Revision { get; init; }

    /// <summary>Gets the last activity that was stored, in milliseconds since 1970-01-01T00:00Z; <see langword="null"/> if there was none.</summary>
    public long? LastActivityMs { get; init; }
}
