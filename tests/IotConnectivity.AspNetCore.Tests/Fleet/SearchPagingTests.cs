using System.Text.Json;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary>The pages of SearchIndex.</summary>
public class SearchPagingTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("2.9", 2)]
    [InlineData("3", 3)]
    [InlineData("5", 5)]
    [InlineData("6", 6)]
    public async Task Search_PageByPage_FindsEachThingOnceInOrder(string maxResults, int size)
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("d", "a", "e", "b", "c");

        var pages = await PagesAsync(host, $"\"queryString\":\"*\",\"maxResults\":{maxResults}");

        Assert.Equal(["a", "b", "c", "d", "e"], pages.SelectMany(static page => page));
        Assert.All(pages.SkipLast(1), page => Assert.Equal(size, page.Count));
        Assert.NotEmpty(pages[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"maxResults\":100")]
    [InlineData(",\"maxResults\":101")]
    [InlineData(",\"maxResults\":2147483648")]
    public async Task Search_MoreThanAHundredThings_FillsAPageWithAHundred(string maxResults)
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync([.. Enumerable.Range(0, 101).Select(static i => $"thing-{i:d3}")]);

        var pages = await PagesAsync(host, $"\"queryString\":\"thingName:thing-*\"{maxResults}");

        Assert.Equal([100, 1], pages.Select(static page => page.Count));
    }

    [Fact]
    public async Task Search_Groups_PageByPageFindsEachOnceInOrder()
    {
        await using var host = await ApiHost.StartAsync();
        foreach (var name in new[] { "c", "B", "a", "b" }) await host.SendAsync("POST", $"/thing-groups/{name}");

        var pages = await PagesAsync(host, "\"queryString\":\"*\",\"indexName\":\"AWS_ThingGroups\",\"maxResults\":3");

        Assert.Equal([["a", "B", "b"], ["c"]], pages);
    }

    [Fact]
    public async Task Search_PagesOfAnotherSize_GoOnWhereThePageBeforeEnded()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b", "c", "d");
        var (_, token) = await PageAsync(host, "\"queryString\":\"*\",\"maxResults\":1");

        var (names, next) = await PageAsync(host, $"\"queryString\":\"*\",\"maxResults\":3,\"nextToken\":\"{token}\"");

        Assert.Equal(["b", "c", "d"], names);
        Assert.Null(next);
    }

    [Fact]
    public async Task Search_WhileThingsComeAndGo_MissesNoneThatWasThereThroughout()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b", "c", "d");
        var (first, token) = await PageAsync(host, "\"queryString\":\"*\",\"maxResults\":2");

        await host.SendAsync("DELETE", "/things/a");
        await host.SendAsync("DELETE", "/things/b");
        await host.CreateThingsAsync("aa", "cc");
        var (rest, _) = await PageAsync(host, $"\"queryString\":\"*\",\"nextToken\":\"{token}\"");

        Assert.Equal(["a", "b"], first);
        Assert.Equal(["c", "cc", "d"], rest);
    }

    [Theory]
    [InlineData("\"queryString\":\"* \"")]
    [InlineData("\"queryString\":\"*\",\"indexName\":\"AWS_Things\"")]
    [InlineData("\"queryString\":\"*\",\"indexName\":\"AWS_ThingGroups\"")]
    [InlineData("\"queryString\":\"*\",\"queryVersion\":\"2017-09-30\"")]
    public async Task Search_TokenOfAnotherRequest_IsRefused(string request)
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b");
        var (_, token) = await PageAsync(host, "\"queryString\":\"*\",\"maxResults\":1");

        (await host.SendAsync("POST", "/indices/search", $$"""{{{request}},"nextToken":"{{token}}"}"""))
            .AssertError(400, "InvalidRequestException", "nextToken was from a request with different parameters");
    }

    [Fact]
    public async Task Search_TokenThatWasTamperedWith_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b");
        var (_, token) = await PageAsync(host, "\"queryString\":\"*\",\"maxResults\":1");

        for (var i = 0; i < token!.Length - 1; i++)
        {
            var changed = $"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}";
            await AssertInvalidAsync(host, changed);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("QVdTX1RoaW5ncw")]
    [InlineData("%41")]
    [InlineData("ä")]
    public async Task Search_TokenThatNobodyGave_IsRefused(string token)
    {
        await using var host = await ApiHost.StartAsync();

        await AssertInvalidAsync(host, token);
        await AssertInvalidAsync(host, new string('A', 100_000));
    }

    [Fact]
    public async Task Search_Token_NeedsNoEscapeInAnAddress()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync(new string('z', 127) + "1", new string('z', 127) + "2");

        var (_, token) = await PageAsync(host, "\"queryString\":\"*\",\"maxResults\":1");

        Assert.Equal(token, Uri.EscapeDataString(token!));
        var (names, _) = await PageAsync(host, $"\"queryString\":\"*\",\"nextToken\":\"{token}\"");
        Assert.Equal([new string('z', 127) + "2"], names);
    }

    private static async Task AssertInvalidAsync(ApiHost host, string token) =>
        (await host.SendAsync("POST", "/indices/search", $$"""{"queryString":"*","nextToken":"{{token}}"}""")).AssertError(400, "InvalidRequestException", "Invalid nextToken");

    private static async Task<List<List<string>>> PagesAsync(ApiHost host, string request)
    {
        var pages = new List<List<string>>();
        for (var next = string.Empty; next is not null;)
        {
            (var names, next) = await PageAsync(host, next.Length == 0 ? request : $"{request},\"nextToken\":\"{next}\"");
            pages.Add(names);
        }

        return pages;
    }

    private static async Task<(List<string> Names, string? Token)> PageAsync(ApiHost host, string request)
    {
        var response = await host.SendAsync("POST", "/indices/search", $"{{{request}}}");
        Assert.True(response.Status == 200, response.Body);
        using var page = JsonDocument.Parse(response.Body);
        var isOfThings = page.RootElement.TryGetProperty("things", out var found);
        if (!isOfThings) found = page.RootElement.GetProperty("thingGroups");
        return (
            [.. found.EnumerateArray().Select(one => one.GetProperty(isOfThings ? "thingName" : "thingGroupName").GetString()!)],
            page.RootElement.TryGetProperty("nextToken", out var token) ? token.GetString() : null);
    }
}
