using IotConnectivity.Indexing;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

/// <summary>What the fleet index tells of a thing that matched.</summary>
/// <param name="Thing">Its record.</param>
/// <param name="GroupNames">The groups that it is in, in ordinal order.</param>
/// <param name="Connectivity">Its connectivity; <see cref="ThingConnectivity.Never"/> when it was never heard of.</param>
public sealed record FleetThing(Thing Thing, IReadOnlyList<string> GroupNames, ThingConnectivity Connectivity)
{
    /// <summary>Gets what it violates, as AWS IoT writes it: a JSON object with <c>violationCount</c>, and below the names of profile and behaviour what is known of each.</summary>
    /// <value>For example <c>{"violationCount":0}</c>; <see langword="null"/> when violations are not indexed.</value>
    public string? DeviceDefender { get; init; }
}
