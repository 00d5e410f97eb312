using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Fleet;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.Indexing;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary>The two indexes of AWS IoT, and which of them there are at this moment.</summary>
internal sealed class FleetIndexes(FleetIndex things, ThingGroupIndex groups, IndexingSwitch indexing)
{
    public const string ThingsName = "AWS_Things";
    public const string GroupsName = "AWS_ThingGroups";

    public FleetIndex Things => things;

    public ThingGroupIndex Groups => groups;

    public IndexingConfiguration Configuration => indexing.Current;

    /// <summary>Gets the names of those that there are.</summary>
    public IEnumerable<string> EnabledNames => new[] { ThingsName, GroupsName }.Where(IsEnabled);

    public static AwsError? CheckName(string name) => name is ThingsName or GroupsName
        ? null
        : new AwsError(AwsErrorCode.InvalidRequest, $"Unrecognized indexName {ConstraintViolations.Shorten(name)}");

    public bool IsEnabled(string name) => name == GroupsName ? indexing.Current.IndexesThingGroups : indexing.Current.ThingIndexingMode != ThingIndexingMode.Off;

    /// <summary>Refuses a query to an index that there is not.</summary>
    public AwsError? CheckEnabled(string name) => IsEnabled(name)
        ? null
        : new AwsError(AwsErrorCode.ResourceNotFound, $"Index {name} does not exist. Please enable index by calling UpdateIndexingConfiguration");
}
