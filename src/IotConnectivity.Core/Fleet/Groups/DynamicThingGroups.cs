using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Queries;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Groups;

/// <summary>Creates, changes and deletes thing groups whose members a query decides.</summary>
/// <param name="registry">The registry, which also looks them up and lists them and their members: <see cref="ThingRegistry.Groups"/>.</param>
/// <param name="fleet">The index that keeps their members.</param>
/// <remarks>
/// <para>
/// Thread-safe. Members follow every change within milliseconds while nothing else is to do, and within a second under load. A thing is in ten groups at most: those that it was put
/// into come first, then the oldest of the dynamic groups that it matches. What a thing is in by a query does not count in the queries of other dynamic groups.
/// </para>
/// <para>
/// Groups and members are stored. After a restart the members are those that were stored until each group was compared with its query once; its status is
/// <see cref="ThingGroupStatus.Building"/> until then.
/// </para>
/// <para>Source: AWS IoT Developer Guide, "Dynamic thing groups".</para>
/// </remarks>
public sealed class DynamicThingGroups(ThingRegistry registry, FleetIndex fleet)
{
    /// <summary>AWS IoT's default quota of dynamic groups for each account.</summary>
    public const int MaxGroups = 100;

    internal const string IndexName = "AWS_Things";
    internal const string QueryVersion = "2017-09-30";

    /// <summary>Creates a dynamic group. Its status is <see cref="ThingGroupStatus.Building"/> until all things that match are in it. Creating it again alike gives the one that exists.</summary>
    /// <param name="name">Its name: 1 to 128 characters out of <c>a-z A-Z 0-9 : _ -</c>.</param>
    /// <param name="query">Which things are members.</param>
    /// <param name="description">What it is; see <see cref="RegistryLimits.IsDescription"/>.</param>
    /// <param name="attributes">Its attributes; at most 50.</param>
    /// <param name="group">The group.</param>
    /// <param name="error">Why not.</param>
    /// <returns>Whether there is now such a group.</returns>
    /// <exception cref="QueryException">The query names a field that is not in the index, or a value that the field cannot have.</exception>
    public bool TryCreate(
        string name,
        FleetQuery query,
        string? description,
        IEnumerable<KeyValuePair<string, string>>? attributes,
        [NotNullWhen(true)] out ThingGroup? group,
        [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(query);

        // So that what the group looks at is not switched off before there is the group that forbids it.
        lock (fleet.Configuration)
        {
            fleet.Check(query);
            group = null;
            if (registry.Groups.Find(name) is null && registry.Groups.All().Count(static other => other.IsDynamic) >= MaxGroups)
            {
                error = new RegistryError(RegistryErrorCode.LimitExceeded, $"there are {MaxGroups} dynamic thing groups, expected at most as many");
                return false;
            }

            if (!registry.Groups.TryCreateDynamic(name, ToQuery(query, ThingGroupStatus.Building), description, attributes, out var made, out error)) return false;
            group = made!.Data;
            return true;
        }
    }

    /// <summary>Changes a dynamic group. With another query its status is <see cref="ThingGroupStatus.Rebuilding"/> until the members are those of the new one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="update">What to change.</param>
    /// <param name="query">The new query; <see langword="null"/> leaves it as it is.</param>
    /// <param name="group">The group after the change.</param>
    /// <param name="error">Why nothing was changed.</param>
    /// <returns>Whether the group was changed.</returns>
    /// <exception cref="QueryException">The query names a field that is not in the index, or a value that the field cannot have.</exception>
    public bool TryUpdate(
        string name, ThingGroupUpdate update, FleetQuery? query, [NotNullWhen(true)] out ThingGroup? group, [NotNullWhen(false)] out RegistryError? error)
    {
        lock (fleet.Configuration)
        {
            if (query is not null) fleet.Check(query);
            return registry.Groups.TryUpdateDynamic(name, update, query is null ? null : ToQuery(query, ThingGroupStatus.Rebuilding), out group, out error);
        }
    }

    /// <summary>Deletes a dynamic group. Deleting one that does not exist succeeds, as in AWS IoT.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expectedVersion">The version that it must have; <see langword="null"/> for any.</param>
    /// <param name="error">Why it was not deleted.</param>
    /// <returns>Whether the group does not exist any more.</returns>
    public bool TryDelete(string name, long? expectedVersion, [NotNullWhen(false)] out RegistryError? error) =>
        registry.Groups.TryDeleteDynamic(name, expectedVersion, out error);

    private static ThingGroupQuery ToQuery(FleetQuery query, ThingGroupStatus status) => new(IndexName, query.Text, QueryVersion, status);
}
