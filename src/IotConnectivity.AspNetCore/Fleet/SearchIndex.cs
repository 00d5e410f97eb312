using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Fleet;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary><c>POST /indices/search</c></summary>
internal sealed class SearchIndex(FleetOperation operation)
{
    private const string Action = "iot:SearchIndex";

    public Task InvokeAsync(HttpContext http) =>
        operation.AnswerAsync(http, Action, ConnectivityJsonContext.Default.SearchIndexRequest, FleetJsonContext.Readable.SearchIndexResponse, Check, Ask);

    private static void Check(SearchIndexRequest request, ConstraintViolations violations)
    {
        if (request.MaxResults is { } given && FleetRequest.ToInt(given) is < 1 and var maxResults)
        {
            violations.Add($"{maxResults}", "maxResults", "Member must have value greater than or equal to 1");
        }
    }

    private (SearchIndexResponse? Answer, AwsError? Error) Ask(SearchIndexRequest request, IndexQuery query)
    {
        if (SearchToken.Read(request, request.NextToken, out var after) is { } error) return (null, error);

        // More than a page has is not an error.
        var size = Math.Min(request.MaxResults is { } maxResults ? FleetRequest.ToInt(maxResults) : FleetIndex.DefaultPageSize, FleetIndex.DefaultPageSize);
        if (query.IsOfGroups)
        {
            var groups = operation.Indexes.Groups.Search(query.Query, size + 1, after, query.Cancel);
            return (new SearchIndexResponse(null, [.. groups.Take(size).Select(FleetContractConversion.ToContract)], TokenOf(groups.Count, size, i => groups[i].Name)), null);
        }

        var hasConnectivity = operation.Indexes.Configuration.TracksConnectivity;
        var things = operation.Indexes.Things.Search(query.Query, size + 1, after, query.Cancel);
        return (
            new SearchIndexResponse(
                [.. things.Take(size).Select(thing => FleetContractConversion.ToContract(thing, hasConnectivity))], null, TokenOf(things.Count, size, i => things[i].Thing.Name)),
            null);

        // One more was asked for than fits on the page.
        string? TokenOf(int found, int fits, Func<int, string> nameAt) => found > fits ? SearchToken.Write(request, nameAt(fits - 1)) : null;
    }
}
