namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary>What all operations with a JSON body make of a bad one.</summary>
public class RequestBodyTests
{
    private static readonly (string Method, string Target)[] Operations =
    [
        ("POST", "/things/a/connectivity-data"), ("POST", "/things/a"), ("PATCH", "/things/a"), ("POST", "/indexing/config"),
        ("POST", "/indices/search"), ("POST", "/indices/statistics"), ("POST", "/indices/cardinality"), ("POST", "/indices/percentiles"), ("POST", "/indices/buckets"),
        ("POST", "/dynamic-thing-groups/d"), ("PATCH", "/dynamic-thing-groups/d"), ("POST", "/things/connectivity-data"),
        ("POST", "/security-profiles/p"), ("PATCH", "/security-profiles/p"), ("POST", "/security-profile-behaviors/validate"), ("PUT", "/security-profiles/p/mitigation-actions"),
        ("POST", "/violations/verification-state/v"), ("POST", "/mitigationactions/actions/m"), ("PATCH", "/mitigationactions/actions/m"), ("PUT", "/detect/mitigationactions/tasks/t"),
    ];

    public static TheoryData<string, string> BadBodies => new()
    {
        { "{", "the request body is not the expected JSON at `$` in line 1, byte 2" },
        { "[]", "the request body is not the expected JSON at `$` in line 1, byte 2" },
        { "17", "the request body is not the expected JSON at `$` in line 1, byte 3" },
        { "\"text\"", "the request body is not the expected JSON at `$` in line 1, byte 7" },
        { "null", "the request body is `null`, expected a JSON object" },
        { " ", "the request body is not the expected JSON at `$` in line 1, byte 2" },
        { "{} {}", "the request body is not the expected JSON at `$` in line 1, byte 4" },
        { "{,}", "the request body is not the expected JSON at `$` in line 1, byte 2" },
        { "{\"x\":1,}", "the request body is not the expected JSON at `$` in line 1, byte 8" },
        { "{\n\n\"x\" 1}", "the request body is not the expected JSON at `$` in line 3, byte 5" },
        { "{\"x\":'a'}", "the request body is not the expected JSON at `$.x` in line 1, byte 6" },
        { "// c\n{}", "the request body is not the expected JSON at `$` in line 1, byte 1" },
        { "{\"x\":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}", "the request body is not the expected JSON at `$.x` in line 1, byte 21" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Body_NotAnObject_IsASerializationErrorEverywhere(string body, string message)
    {
        await using var host = await ApiHost.StartAsync();

        foreach (var (method, target) in Operations)
        {
            (await host.SendAsync(method, target, body)).AssertError(400, "SerializationException", message);
            (await host.SendSignedAsync(new ApiRequest(method, target, body))).AssertError(400, "SerializationException", message);
        }
    }

    [Theory]
    [InlineData("POST", "/things/a/connectivity-data", """{"includeSocketInformation":true,"includeSocketInformation":true}""")]
    [InlineData("POST", "/things/a", """{"thingTypeName":"a","thingTypeName":"a"}""")]
    [InlineData("PATCH", "/things/a", """{"expectedVersion":1,"expectedVersion":1}""")]
    [InlineData("POST", "/indexing/config", """{"thingGroupIndexingConfiguration":null,"thingGroupIndexingConfiguration":null}""")]
    [InlineData("POST", "/things/a", """{"attributePayload":{"merge":true,"merge":false}}""")]
    [InlineData("POST", "/things/a", """{"thingTypeName":1}""")]
    [InlineData("POST", "/things/a", """{"attributePayload":[]}""")]
    [InlineData("POST", "/things/a", """{"attributePayload":{"attributes":{"a":"\ud800"}}}""")]
    [InlineData("POST", "/things/a", """{"attributePayload":{"merge":"true"}}""")]
    [InlineData("PATCH", "/things/a", """{"expectedVersion":1.5}""")]
    [InlineData("PATCH", "/things/a", """{"expectedVersion":9223372036854775808}""")]
    [InlineData("PATCH", "/things/a", """{"removeThingType":0}""")]
    [InlineData("POST", "/indexing/config", """{"thingIndexingConfiguration":"ON"}""")]
    [InlineData("POST", "/indexing/config", """{"thingIndexingConfiguration":{"customFields":[1]}}""")]
    [InlineData("POST", "/indexing/config", """{"thingIndexingConfiguration":{"filter":[]}}""")]
    [InlineData("POST", "/indices/search", """{"queryString":"*","maxResults":true}""")]
    [InlineData("POST", "/indices/search", """{"queryString":"*","queryString":"*"}""")]
    [InlineData("POST", "/indices/percentiles", """{"queryString":"*","percents":[[1]]}""")]
    [InlineData("POST", "/indices/buckets", """{"queryString":"*","bucketsAggregationType":"terms"}""")]
    [InlineData("POST", "/dynamic-thing-groups/d", """{"queryString":{}}""")]
    [InlineData("POST", "/things/connectivity-data", """{"thingNames":"a"}""")]
    [InlineData("POST", "/security-profiles/p", """{"behaviors":{}}""")]
    [InlineData("POST", "/security-profiles/p", """{"behaviors":[{"criteria":{"value":{"count":-1}}}]}""")]
    [InlineData("POST", "/security-profiles/p", """{"behaviors":[{"criteria":{"consecutiveDatapointsToAlarm":2147483648}}]}""")]
    [InlineData("PATCH", "/security-profiles/p", """{"alertTargets":[]}""")]
    [InlineData("PATCH", "/security-profiles/p", """{"deleteBehaviors":"true"}""")]
    [InlineData("POST", "/security-profile-behaviors/validate", """{"behaviors":["b"]}""")]
    [InlineData("PUT", "/security-profiles/p/mitigation-actions", """{"actions":"a"}""")]
    [InlineData("POST", "/things/connectivity-data", """{"thingNames":[1]}""")]
    [InlineData("POST", "/violations/verification-state/v", """{"verificationState":1}""")]
    [InlineData("POST", "/mitigationactions/actions/m", """{"actionParams":[]}""")]
    [InlineData("POST", "/mitigationactions/actions/m", """{"actionParams":{"addThingsToThingGroupParams":{"thingGroupNames":"g"}}}""")]
    [InlineData("PATCH", "/mitigationactions/actions/m", """{"actionParams":{"addThingsToThingGroupParams":{"overrideDynamicGroups":"true"}}}""")]
    [InlineData("PUT", "/detect/mitigationactions/tasks/t", """{"target":{"violationIds":"v"}}""")]
    [InlineData("PUT", "/detect/mitigationactions/tasks/t", """{"violationEventOccurrenceRange":{"startTime":"2026-01-15T11:00:00Z"}}""")]
    [InlineData("PUT", "/detect/mitigationactions/tasks/t", """{"violationEventOccurrenceRange":{"startTime":1e40}}""")]
    [InlineData("PUT", "/detect/mitigationactions/tasks/t", """{"includeSuppressedAlerts":0}""")]
    [InlineData("PUT", "/detect/mitigationactions/tasks/t", """{"actions":[],"actions":[]}""")]
    public async Task Body_WrongTypeOrGivenTwice_IsASerializationErrorBeforeAnythingElse(string method, string target, string body)
    {
        await using var host = await ApiHost.StartAsync();

        // The thing does not exist, and the second caller may do nothing: the body is judged first.
        var known = await host.SendAsync(method, target, body);
        var other = await host.SendAsCallerAsync(method, target, body);

        Assert.Equal((400, "SerializationException"), (known.Status, known.Error));
        Assert.Equal(known with { RequestId = null }, other with { RequestId = null });
    }

    [Fact]
    public async Task Body_NotUtf8_IsASerializationError()
    {
        await using var host = await ApiHost.StartAsync();
        var request = new ApiRequest("POST", "/things/a") { Bytes = [.. "{\"thingTypeName\":\""u8, 0xFF, .. "\"}"u8] };

        var response = await host.SendSignedAsync(request);

        Assert.Equal((400, "SerializationException"), (response.Status, response.Error));
    }

    [Theory]
    [InlineData("{\"x\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}")]
    [InlineData("\n {\t}\r\n")]
    [InlineData("""{"INCLUDESOCKETINFORMATION":17,"":null}""")]
    public async Task Body_OddButGood_IsTaken(string body)
    {
        await using var host = await ApiHost.StartAsync();

        (await host.SendAsync("POST", "/things/a/connectivity-data", body)).AssertError(404, "ResourceNotFoundException", "Thing a does not exist");
    }

    [Fact]
    public async Task SignedBody_OfOtherOperations_IsAtMostAMebibyte()
    {
        await using var host = await ApiHost.StartAsync();

        var largest = await host.SendSignedAsync(new ApiRequest("POST", "/things/a", "{}".PadRight(1024 * 1024)));
        var larger = await host.SendSignedAsync(new ApiRequest("POST", "/things/a", "{}".PadRight((1024 * 1024) + 1)));

        Assert.Equal(200, largest.Status);
        larger.AssertError(413, "RequestEntityTooLargeException", "Request size exceeded 1048576 bytes");
    }
}
