namespace IotConnectivity.AspNetCore.Fleet;

/// <summary>Of several faults the caller hears of the first in AWS's order. Each request here has the fault that is told and later ones.</summary>
public class ErrorPrecedenceTests
{
    private const string Invalid = "InvalidRequestException";
    private const string InvalidQuery = "InvalidQueryException";
    private const string ThirteenTerms = "nope:a b c d e f g h i j k l m";

    private static readonly string[] Aggregations = ["/indices/statistics", "/indices/cardinality", "/indices/percentiles", "/indices/buckets"];

    public static TheoryData<string, int, string, string> Faults => new()
    {
        {
            """{"queryString":["x"],"indexName":"","queryVersion":"x"}""", 400, "SerializationException",
            "the request body is not the expected JSON at `$.queryString` in line 1, byte 17"
        },
        {
            """{"queryString":"","indexName":"","queryVersion":"x"}""", 400, Invalid,
            "1 validation error detected: Value '' at 'queryString' failed to satisfy constraint: Member must have length greater than or equal to 1"
        },
        { """{"queryString":"(","indexName":"","queryVersion":"x"}""", 400, Invalid, "indexName cannot be empty." },
        { """{"queryString":"(","indexName":"x","queryVersion":"x"}""", 400, Invalid, "Invalid queryVersion. Expected one of: [2017-09-30]" },
        { """{"queryString":"(","indexName":"x","queryVersion":""}""", 400, Invalid, "Invalid queryVersion. Expected one of: [2017-09-30]" },
        { """{"queryString":"(","indexName":"aws_things"}""", 400, Invalid, "Unrecognized indexName aws_things" },
        {
            """{"queryString":"(","indexName":"AWS_ThingGroups"}""", 404, "ResourceNotFoundException",
            "Index AWS_ThingGroups does not exist. Please enable index by calling UpdateIndexingConfiguration"
        },
        { $$"""{"queryString":"{{ThirteenTerms}} ("}""", 400, InvalidQuery, $"Unable to parse query, invalid syntax, query string: {ThirteenTerms} (" },
        { $$"""{"queryString":"{{ThirteenTerms}}"}""", 400, InvalidQuery, $"Unable to parse query, number of terms cannot exceed 12, terms found: 13, query string: {ThirteenTerms}" },
        {
            """{"queryString":"nope:a connectivity.connected:maybe"}""", 400, InvalidQuery,
            "Unable to parse query, invalid field name, field name: nope, query string: nope:a connectivity.connected:maybe"
        },
        { """{"queryString":"shadow.hasDelta:true nope:a"}""", 400, Invalid, "Query includes one or more constraints for Shadow attribute, but Shadow indexing is not enabled for AWS_Things index" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Search_SeveralFaults_TellsTheFirst(string body, int status, string error, string message)
    {
        await using var host = await StartAsync();

        (await host.SendAsync("POST", "/indices/search", With(body, "\"nextToken\":\"\""))).AssertError(status, error, message);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Aggregation_SeveralFaults_TellsTheFirst(string body, int status, string error, string message)
    {
        await using var host = await StartAsync();

        foreach (var target in Aggregations)
        {
            (await host.SendAsync("POST", target, With(body, "\"aggregationField\":\"nope\",\"bucketsAggregationType\":{}"))).AssertError(status, error, message);
        }
    }

    [Fact]
    public async Task Search_SeveralBadMembers_TellsAll()
    {
        await using var host = await StartAsync();

        (await host.SendAsync("POST", "/indices/search", """{"maxResults":0,"indexName":""}""")).AssertError(
            400,
            Invalid,
            "2 validation errors detected: Value null at 'queryString' failed to satisfy constraint: Member must not be null; "
            + "Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1");
    }

    [Theory]
    [InlineData("""{"queryString":"("}""")]
    [InlineData("""{"queryString":"nope:a"}""")]
    [InlineData("""{"queryString":"*","indexName":"AWS_ThingGroups"}""")]
    [InlineData("""{"queryString":"*","nextToken":""}""")]
    public async Task Search_ByWhoMayNot_DoesNotTellWhatElseIsWrong(string body)
    {
        await using var host = await StartAsync();
        var index = body.Contains("Groups", StringComparison.Ordinal) ? "AWS_ThingGroups" : "AWS_Things";

        (await host.SendAsCallerAsync("POST", "/indices/search", body)).AssertNotAllowed("iot:SearchIndex", $"arn:aws:iot:us-east-1:123456789012:index/{index}");
    }

    private static string With(string body, string members) => $"{body[..^1]},{members}}}";

    private static async Task<ApiHost> StartAsync()
    {
        var host = await ApiHost.StartAsync();
        Assert.Equal(200, (await host.SendAsync("POST", "/indexing/config", """{"thingGroupIndexingConfiguration":{"thingGroupIndexingMode":"OFF"}}""")).Status);
        return host;
    }
}
