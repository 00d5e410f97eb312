using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.Policies;

namespace IotConnectivity.AspNetCore.Access;

/// <summary>Who gets through to the policies at all, how often, and what happens when policies cannot be had.</summary>
public class CallerTests
{
    [Theory]
    [InlineData("GET", "/things")]
    [InlineData("GET", "/things/a")]
    [InlineData("POST", "/things/a")]
    [InlineData("PATCH", "/things/a")]
    [InlineData("DELETE", "/things/a")]
    [InlineData("POST", "/things/a/connectivity-data")]
    [InlineData("GET", "/indexing/config")]
    [InlineData("POST", "/indexing/config")]
    [InlineData("POST", "/lifecycle-events")]
    [InlineData("GET", "/jobs")]
    [InlineData("GET", "/nope")]
    [InlineData("GET", "/")]
    [InlineData("OPTIONS", "/things")]
    [InlineData("PUT", "/things/a")]
    public async Task Request_WithoutCredentials_IsRefusedWhateverThePath(string method, string target)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.SendAsync(new ApiRequest(method, target), token: null)).AssertError(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    [Fact]
    public async Task Request_WithoutCredentialsAndAHugeBody_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();

        var response = await host.SendAsync(new ApiRequest("POST", "/lifecycle-events", new string(' ', 200_000)), token: null);

        response.AssertError(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    [Fact]
    public async Task PoliciesOf_GivesThePolicies_OncePerPrincipal()
    {
        var asked = new List<string>();
        await using var host = await ApiHost.StartAsync(new ApiHostSetup
        {
            Options = options => options.PoliciesOf = principal =>
            {
                asked.Add(principal.Arn);
                return principal == Example.Alice ? [PolicyDocument.Parse(Policy.Allow("iot:ListThings"))] : [];
            },
        });

        Assert.Equal(200, (await host.SendAsCallerAsync("GET", "/things")).Status);
        Assert.Equal(200, (await host.SendAsCallerAsync("GET", "/things")).Status);
        // It stands in for the fixed policies, it does not add to them.
        Assert.Equal(403, (await host.SendAsync("GET", "/things")).Status);
        Assert.Equal([ApiHost.CallerArn, "arn:aws:iam::123456789012:user/admin"], asked);
    }

    [Theory]
    [InlineData("GET", "/things", null)]
    [InlineData("POST", "/things/a/connectivity-data", "{}")]
    [InlineData("POST", "/lifecycle-events", """{"clientId":"a","timestamp":1,"eventType":"connected"}""")]
    public async Task PoliciesOf_Throws_RefusesAndTellsNothing(string method, string target, string? body)
    {
        var fails = true;
        await using var host = await ApiHost.StartAsync(new ApiHostSetup
        {
            Options = options => options.PoliciesOf = _ => fails ? throw new InvalidOperationException("the password is swordfish") : [PolicyDocument.Parse(Policy.Allow("*"))],
        });

        var response = await host.SendAsCallerAsync(method, target, body);

        response.AssertError(500, "InternalFailureException", "Internal failure");
        var entry = Assert.Single(host.Log.Entries, entry => entry.EventId.Id == EventIds.RequestFailed);
        Assert.Equal($"Request {response.RequestId} failed; the caller was told InternalFailureException.".Length, entry.Message.Length);
        Assert.Equal("the password is swordfish", entry.Exception?.Message);

        // The failure is not remembered.
        fails = false;
        Assert.Equal(200, (await host.SendAsCallerAsync("GET", "/things")).Status);
    }

    [Fact]
    public async Task PoliciesOf_GivesNull_Refuses()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Options = options => options.PoliciesOf = _ => null! });

        (await host.SendAsync("GET", "/things")).AssertError(500, "InternalFailureException", "Internal failure");
    }

    [Fact]
    public async Task RequestsPerSecond_Exceeded_IsThrottledForThatPrincipalOnly()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Policy = Policy.Allow("*"), Options = options => options.RequestsPerSecond = 1 });

        var responses = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => host.SendAsCallerAsync("GET", "/things")));
        var other = await host.SendAsync("GET", "/things");

        Assert.Equal(200, other.Status);
        Assert.Contains(responses, response => response.Status == 200);
        var throttled = responses.Where(response => response.Status != 200).ToList();
        Assert.NotEmpty(throttled);
        Assert.All(throttled, response => response.AssertError(400, "ThrottlingException", "Rate exceeded"));
    }

    [Fact]
    public async Task RequestsPerSecond_OfOneBurst_AreAllServed()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Policy = Policy.Allow("*"), Options = options => options.RequestsPerSecond = 20 });

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.SendAsCallerAsync("POST", "/things/a/connectivity-data")));

        Assert.All(responses, response => Assert.Equal(404, response.Status));
    }
}
