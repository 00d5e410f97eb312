using System.Text.Json;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary>Names, values and pages at their limits.</summary>
public class LimitTests
{
    [Theory]
    [InlineData("POST", "")]
    [InlineData("GET", "")]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/connectivity-data")]
    public async Task ThingName_Of128Characters_IsTheLongest(string method, string suffix)
    {
        await using var host = await ApiHost.StartAsync();
        var name = new string('n', 128);
        await host.CreateThingsAsync(name);

        Assert.Equal(200, (await host.SendAsync(method, $"/things/{name}{suffix}")).Status);
        (await host.SendAsync(method, $"/things/{name}n{suffix}")).AssertError(
            400,
            "InvalidRequestException",
            $"1 validation error detected: Value '{name}…' at 'thingName' failed to satisfy constraint: Member must have length less than or equal to 128");
    }

    [Theory]
    [InlineData("%41%3A%5F%2D9", "A:_-9")]
    [InlineData("a:b:c", "a:b:c")]
    [InlineData("0", "0")]
    public async Task ThingName_InOtherSpelling_IsTheSameThing(string encoded, string name)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.SendSignedAsync(new ApiRequest("POST", $"/things/{encoded}")))
            .AssertOk($$"""{"thingName":"{{name}}","thingArn":"arn:aws:iot:us-east-1:123456789012:thing/{{name}}","thingId":"‹uuid›"}""");
    }

    [Theory]
    [InlineData("a%25b", "a%b")]
    [InlineData("a%20b", "a b")]
    [InlineData("caf%C3%A9", "café")]
    [InlineData("a.b", "a.b")]
    [InlineData("a+b", "a+b")]
    public async Task ThingName_OtherCharacters_AreRefused(string encoded, string name)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.SendAsync("GET", $"/things/{encoded}")).AssertError(
            400,
            "InvalidRequestException",
            $"1 validation error detected: Value '{name}' at 'thingName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9:_-]+");
    }

    [Theory]
    [InlineData(128, 800, 200)]
    [InlineData(129, 800, 400)]
    [InlineData(128, 801, 400)]
    [InlineData(0, 1, 400)]
    public async Task Attribute_AtItsLongest_IsTaken(int name, int value, int status)
    {
        await using var host = await ApiHost.StartAsync();
        var body = $$"""{"attributePayload":{"attributes":{"{{new string('a', name)}}":"{{new string('v', value)}}" } } }""";

        Assert.Equal(status, (await host.SendAsync("POST", "/things/a", body)).Status);
    }

    [Fact]
    public async Task ListThings_PageByPage_GivesEachThingOnce()
    {
        await using var host = await ApiHost.StartAsync();
        var names = Enumerable.Range(0, 27).Select(number => $"t{number}").ToArray();
        await host.CreateThingsAsync(names);

        Assert.Equal([25, 2], (await PagesAsync(host, string.Empty)).Select(page => page.Count));
        var pages = await PagesAsync(host, "&maxResults=9");
        Assert.Equal([9, 9, 9], pages.Select(page => page.Count));
        Assert.Equal(names, pages.SelectMany(page => page));
    }

    [Fact]
    public async Task ListThings_ThingsComeAndGoBetweenPages_GivesTheOthersOnce()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b", "c", "d");
        var (first, token) = await PageAsync(host, "/things?maxResults=2");

        await host.SendAsync("DELETE", "/things/a");
        await host.SendAsync("DELETE", "/things/c");
        await host.CreateThingsAsync("e");
        var (rest, end) = await PageAsync(host, $"/things?nextToken={token}");

        Assert.Equal(["a", "b"], first);
        Assert.Contains("d", rest);
        Assert.DoesNotContain("b", rest);
        Assert.DoesNotContain("c", rest);
        Assert.Null(end);
    }

    private static async Task<List<List<string>>> PagesAsync(ApiHost host, string query)
    {
        var pages = new List<List<string>>();
        for (string? token = string.Empty; token is not null;)
        {
            var (names, next) = await PageAsync(host, $"/things?nextToken={token}{query}");
            pages.Add(names);
            token = next;
        }

        return pages;
    }

    private static async Task<(List<string> Names, string? Token)> PageAsync(ApiHost host, string target)
    {
        using var page = JsonDocument.Parse((await host.SendAsync("GET", target)).Body);
        return (
            [.. page.RootElement.GetProperty("things").EnumerateArray().Select(thing => thing.GetProperty("thingName").GetString()!)],
            page.RootElement.TryGetProperty("nextToken", out var token) ? token.GetString() : null);
    }
}
