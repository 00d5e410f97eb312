using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Queries;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary>Checks what every request that searches an index has, in AWS's order.</summary>
/// <remarks>The order was seen of AWS IoT and is not documented: members, name of the index, version, index, query.</remarks>
internal static class FleetRequest
{
    public const string QueryVersion = "2017-09-30";

    private const string QueryStringMember = "queryString";

    /// <summary>Checks the length of the query.</summary>
    public static void CheckMembers(IndexRequest request, ConstraintViolations violations, bool isQueryRequired = true)
    {
        if (request.QueryString is not { } query)
        {
            if (isQueryRequired) violations.Required(QueryStringMember);
        }
        else if (query.Length == 0)
        {
            violations.Add(query, QueryStringMember, "Member must have length greater than or equal to 1");
        }
        else if (query.Length > QueryLimits.MaxLength && query.EnumerateRunes().Count() > QueryLimits.MaxLength)
        {
            violations.Add(query, QueryStringMember, $"Member must have length less than or equal to {QueryLimits.MaxLength}");
        }
    }

    /// <summary>Checks the name of a field.</summary>
    public static void CheckField(string? field, ConstraintViolations violations)
    {
        if (field is { Length: 0 }) violations.Add(field, "aggregationField", "Member must have length greater than or equal to 1");
    }

    /// <summary>Checks name and version, and gives the name.</summary>
    public static AwsError? CheckIndex(IndexRequest request, out string name)
    {
        name = request.IndexName ?? FleetIndexes.ThingsName;
        if (name.Length == 0) return new AwsError(AwsErrorCode.InvalidRequest, "indexName cannot be empty.");
        return request.QueryVersion is null or QueryVersion
            ? FleetIndexes.CheckName(name)
            : new AwsError(AwsErrorCode.InvalidRequest, $"Invalid queryVersion. Expected one of: [{QueryVersion}]");
    }

    /// <summary>Reads the query.</summary>
    public static AwsError? Parse(string text, out FleetQuery? query) => FleetQuery.TryParse(text, out query, out var error) ? null : ToAwsError(error);

    public static AwsError ToAwsError(QueryError error) =>
        new(error.Kind == QueryErrorKind.NotIndexed ? AwsErrorCode.InvalidRequest : AwsErrorCode.InvalidQuery, error.Message);

    /// <summary>Makes a whole number of any, as AWS does: cut, and the nearest that there is.</summary>
    public static int ToInt(double number) => int.CreateSaturating(number);
}
