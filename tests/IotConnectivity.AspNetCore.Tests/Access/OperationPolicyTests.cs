namespace IotConnectivity.AspNetCore.Access;

/// <summary>Each operation asks for its own action on its own resource, and does nothing before it was allowed.</summary>
public class OperationPolicyTests
{
    private const string Thing = Policy.Things + "a";
    private const string Type = Policy.Types + "t";
    private const string Group = Policy.Groups + "g";
    private const string Dynamic = Policy.Groups + "d";
    private const string Profile = Policy.Profiles + "p";
    private const string Action = Policy.Actions + "m";
    private const string NewAction = """{"roleArn":"arn:aws:iam::123456789012:role/r","actionParams":{"addThingsToThingGroupParams":{"thingGroupNames":["g"]}}}""";
    private const string MitigationTask = """{"target":{"securityProfileName":"p","behaviorName":"b"},"actions":["m"]}""";
    private const string Range = "startTime=2026-01-15T11:00:00Z&endTime=2026-01-15T12:00:00Z";
    private const string AllThings = "?securityProfileTargetArn=arn:aws:iot:us-east-1:123456789012:all/things";
    private const string Things = Policy.Indexes + "AWS_Things";
    private const string Client = Policy.Clients + "a";
    private const string Query = """{"queryString":"*"}""";
    private const string Events = """{"clientId":"a","timestamp":1,"eventType":"connected"}""";
    private const string Indexing = """{"thingGroupIndexingConfiguration":{"thingGroupIndexingMode":"OFF"}}""";

    public static TheoryData<string, string, string?, string, string> Operations => new()
    {
        { "POST", "/things/a/connectivity-data", null, "iot:GetThingConnectivityData", Thing },
        { "POST", "/things/a", """{"attributePayload":{"attributes":{"x":"1"}}}""", "iot:CreateThing", Thing },
        { "GET", "/things/a", null, "iot:DescribeThing", Thing },
        { "PATCH", "/things/a", """{"attributePayload":{"attributes":{"x":"2"}}}""", "iot:UpdateThing", Thing },
        { "DELETE", "/things/a", null, "iot:DeleteThing", Thing },
        { "GET", "/things", null, "iot:ListThings", "*" },
        { "POST", "/thing-types/t", null, "iot:CreateThingType", Type },
        { "GET", "/thing-types/t", null, "iot:DescribeThingType", Type },
        { "PATCH", "/thing-types/t", """{"thingTypeProperties":{"thingTypeDescription":"x"}}""", "iot:UpdateThingType", Type },
        { "POST", "/thing-types/t/deprecate", null, "iot:DeprecateThingType", Type },
        { "DELETE", "/thing-types/t", null, "iot:DeleteThingType", Type },
        { "GET", "/thing-types", null, "iot:ListThingTypes", "*" },
        { "POST", "/thing-groups/g", null, "iot:CreateThingGroup", Group },
        { "GET", "/thing-groups/g", null, "iot:DescribeThingGroup", Group },
        { "PATCH", "/thing-groups/g", """{"thingGroupProperties":{"thingGroupDescription":"x"}}""", "iot:UpdateThingGroup", Group },
        { "DELETE", "/thing-groups/g", null, "iot:DeleteThingGroup", Group },
        { "GET", "/thing-groups/g/things", null, "iot:ListThingsInThingGroup", Group },
        { "GET", "/thing-groups", null, "iot:ListThingGroups", "*" },
        { "GET", "/things/a/thing-groups", null, "iot:ListThingGroupsForThing", Thing },
        { "POST", "/indices/search", Query, "iot:SearchIndex", Things },
        { "POST", "/indices/search", """{"queryString":"*","indexName":"AWS_ThingGroups"}""", "iot:SearchIndex", Policy.Indexes + "AWS_ThingGroups" },
        { "POST", "/indices/statistics", Query, "iot:GetStatistics", Things },
        { "POST", "/indices/cardinality", Query, "iot:GetCardinality", Things },
        { "POST", "/indices/percentiles", Query, "iot:GetPercentiles", Things },
        { "POST", "/indices/buckets", """{"queryString":"*","aggregationField":"thingName","bucketsAggregationType":{}}""", "iot:GetBucketsAggregation", Things },
        { "GET", "/indices/AWS_Things", null, "iot:DescribeIndex", Things },
        { "GET", "/indices", null, "iot:ListIndices", "*" },
        { "POST", "/dynamic-thing-groups/d", Query, "iot:CreateDynamicThingGroup", Dynamic },
        { "PATCH", "/dynamic-thing-groups/d", """{"thingGroupProperties":{"thingGroupDescription":"x"}}""", "iot:UpdateDynamicThingGroup", Dynamic },
        { "DELETE", "/dynamic-thing-groups/d", null, "iot:DeleteDynamicThingGroup", Dynamic },
        { "POST", "/security-profiles/p", null, "iot:CreateSecurityProfile", Profile },
        { "GET", "/security-profiles/p", null, "iot:DescribeSecurityProfile", Profile },
        { "PATCH", "/security-profiles/p", """{"securityProfileDescription":"x"}""", "iot:UpdateSecurityProfile", Profile },
        { "DELETE", "/security-profiles/p", null, "iot:DeleteSecurityProfile", Profile },
        { "GET", "/security-profiles", null, "iot:ListSecurityProfiles", "*" },
        { "GET", "/security-profiles/p/targets", null, "iot:ListTargetsForSecurityProfile", Profile },
        { "PUT", "/security-profiles/p/targets" + AllThings, null, "iot:AttachSecurityProfile", Profile },
        { "DELETE", "/security-profiles/p/targets" + AllThings, null, "iot:DetachSecurityProfile", Profile },
        { "GET", "/security-profiles-for-target" + AllThings, null, "iot:ListSecurityProfilesForTarget", "*" },
        { "GET", "/security-profiles-for-target?securityProfileTargetArn=" + Group, null, "iot:ListSecurityProfilesForTarget", Group },
        { "POST", "/security-profile-behaviors/validate", """{"behaviors":[]}""", "iot:ValidateSecurityProfileBehaviors", "*" },
        { "PUT", "/security-profiles/p/mitigation-actions", """{"actions":[]}""", "iot:UpdateSecurityProfile", Profile },
        { "GET", "/active-violations", null, "iot:ListActiveViolations", "*" },
        { "GET", "/active-violations?securityProfileName=p", null, "iot:ListActiveViolations", Profile },
        { "GET", "/active-violations?thingName=a", null, "iot:ListActiveViolations", Thing },
        { "GET", "/violation-events?" + Range, null, "iot:ListViolationEvents", "*" },
        { "GET", "/violation-events?securityProfileName=p&" + Range, null, "iot:ListViolationEvents", Profile },
        { "GET", "/violation-events?thingName=a&" + Range, null, "iot:ListViolationEvents", Thing },
        { "POST", "/violations/verification-state/v", """{"verificationState":"UNKNOWN"}""", "iot:PutVerificationStateOnViolation", "*" },
        { "GET", "/metric-values?thingName=a&metricName=aws:num-disconnects&" + Range, null, "iot:ListMetricValues", Thing },
        { "POST", "/mitigationactions/actions/m", NewAction, "iot:CreateMitigationAction", Action },
        { "PATCH", "/mitigationactions/actions/m", """{"roleArn":"arn:aws:iam::123456789012:role/other"}""", "iot:UpdateMitigationAction", Action },
        { "GET", "/mitigationactions/actions/m", null, "iot:DescribeMitigationAction", Action },
        { "DELETE", "/mitigationactions/actions/m", null, "iot:DeleteMitigationAction", Action },
        { "GET", "/mitigationactions/actions", null, "iot:ListMitigationActions", "*" },
        { "PUT", "/detect/mitigationactions/tasks/u", MitigationTask, "iot:StartDetectMitigationActionsTask", Profile },
        { "PUT", "/detect/mitigationactions/tasks/u", """{"target":{"violationIds":["v"]},"actions":["m"]}""", "iot:StartDetectMitigationActionsTask", "*" },
        { "GET", "/detect/mitigationactions/tasks/t", null, "iot:DescribeDetectMitigationActionsTask", "*" },
        { "PUT", "/detect/mitigationactions/tasks/t/cancel", null, "iot:CancelDetectMitigationActionsTask", "*" },
        { "GET", "/detect/mitigationactions/tasks?" + Range, null, "iot:ListDetectMitigationActionsTasks", "*" },
        { "GET", "/detect/mitigationactions/executions", null, "iot:ListDetectMitigationActionsExecutions", "*" },
        { "GET", "/detect/mitigationactions/executions?thingName=a", null, "iot:ListDetectMitigationActionsExecutions", Thing },
        { "POST", "/things/connectivity-data", """{"thingNames":["a"]}""", "iot:GetThingConnectivityData", Thing },
        { "GET", "/indexing/config", null, "iot:GetIndexingConfiguration", "*" },
        { "POST", "/indexing/config", Indexing, "iot:UpdateIndexingConfiguration", "*" },
        { "GET", "/things/a/connectivity-history", null, "iotconnectivity:ConnectivityHistory", Thing },
        { "GET", "/things/a/connectivity-at?time=1", null, "iotconnectivity:ConnectivityAt", Thing },
        { "GET", "/things/a/uptime", null, "iotconnectivity:Uptime", Thing },
        { "GET", "/things/a/explain", null, "iotconnectivity:Explain", Thing },
        { "POST", "/lifecycle-events", Events, "iotconnectivity:IngestLifecycleEvents", Client },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_WithoutPolicies_IsRefusedAndChangesNothing(string method, string target, string? body, string action, string resource)
    {
        await using var host = await StartAsync(policy: null);
        var before = await StateAsync(host);

        var response = await host.SendAsCallerAsync(method, target, body);

        response.AssertNotAllowed(action, resource);
        Assert.Equal(before, await StateAsync(host));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_GrantedOnExactlyItsResource_Works(string method, string target, string? body, string action, string resource)
    {
        await using var host = await StartAsync(Policy.Allow(action, resource));

        // The thing that exists has no attribute, and the dynamic group another query: creating them anew is past the gate and a conflict, as with any profile and any mitigation action. The type is not
        // deprecated, and there is no such violation.
        var status = action switch
        {
            "iot:CreateThing" or "iot:CreateDynamicThingGroup" or "iot:CreateSecurityProfile" or "iot:CreateMitigationAction" => 409,
            "iot:DeleteThingType" or "iot:PutVerificationStateOnViolation" => 400,
            _ => 200,
        };
        Assert.Equal(status, (await host.SendAsCallerAsync(method, target, body)).Status);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_GrantedOnAnotherResource_IsRefused(string method, string target, string? body, string action, string resource)
    {
        var other = resource == "*" ? Policy.Things + "*" : resource[..^1] + "b";
        await using var host = await StartAsync(Policy.Allow(action, other));

        (await host.SendAsCallerAsync(method, target, body)).AssertNotAllowed(action, resource);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_GrantedAnotherAction_IsRefused(string method, string target, string? body, string action, string resource)
    {
        await using var host = await StartAsync(Policy.Allow(action + "x", resource));

        (await host.SendAsCallerAsync(method, target, body)).AssertNotAllowed(action, resource);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_ExplicitlyDenied_IsRefusedInTheWordsOfADenial(string method, string target, string? body, string action, string resource)
    {
        await using var host = await StartAsync(Policy.AllowAllBut(action, resource));
        var before = await StateAsync(host);

        var response = await host.SendAsCallerAsync(method, target, body);

        response.AssertDenied(action, resource);
        Assert.Equal(before, await StateAsync(host));
    }

    [Theory]
    [InlineData("/things/nobody", "iot:DescribeThing")]
    [InlineData("/things/a", "iot:DescribeThing")]
    public async Task Operation_NotAllowed_DoesNotTellWhetherTheThingExists(string target, string action)
    {
        await using var host = await StartAsync(policy: null);

        (await host.SendAsCallerAsync("GET", target)).AssertNotAllowed(action, Policy.Things + target["/things/".Length..]);
    }

    [Fact]
    public async Task Operation_NotAllowedOnAnOffIndex_DoesNotTellThatItIsOff()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a");
        Assert.Equal(200, (await host.SendAsync("POST", "/indexing/config", """{"thingIndexingConfiguration":{"thingIndexingMode":"OFF"}}""")).Status);

        (await host.SendAsCallerAsync("POST", "/things/a/connectivity-data")).AssertNotAllowed("iot:GetThingConnectivityData", Thing);
        (await host.SendAsCallerAsync("POST", "/indices/search", Query)).AssertNotAllowed("iot:SearchIndex", Things);
        (await host.SendAsCallerAsync("GET", "/indices/AWS_Things")).AssertNotAllowed("iot:DescribeIndex", Things);
        (await host.SendAsCallerAsync("POST", "/dynamic-thing-groups/d", Query)).AssertNotAllowed("iot:CreateDynamicThingGroup", Dynamic);
    }

    [Fact]
    public async Task Operation_NameThatReadsAsAPattern_IsNotOne()
    {
        await using var host = await StartAsync(Policy.Allow("iot:DescribeThing", Policy.Things + "*"));

        (await host.SendAsCallerAsync("GET", "/things/%2A")).AssertError(
            400,
            "InvalidRequestException",
            "1 validation error detected: Value '*' at 'thingName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9:_-]+");
    }

    [Fact]
    public async Task Operation_EncodedName_IsJudgedByItsDecodedResource()
    {
        await using var host = await StartAsync(Policy.Allow("iot:DescribeThing", Policy.Things + "line:7"));
        await host.CreateThingsAsync("line%3A7");

        Assert.Equal(200, (await host.SendAsCallerAsync("GET", "/things/line%3A7")).Status);
        Assert.Equal(200, (await host.SendAsCallerAsync("GET", "/things/line%3a7")).Status);
        Assert.Equal(200, (await host.SendAsCallerAsync("GET", "/things/line:7")).Status);
    }

    private static async Task<ApiHost> StartAsync(string? policy)
    {
        var host = await ApiHost.StartAsync(policy);
        await host.CreateThingsAsync("a");
        Assert.Equal(200, (await host.SendAsync("POST", "/thing-types/t")).Status);
        Assert.Equal(200, (await host.SendAsync("POST", "/thing-groups/g")).Status);
        Assert.Equal(200, (await host.SendAsync("POST", "/security-profiles/p")).Status);
        Assert.Equal(200, (await host.SendAsync("POST", "/mitigationactions/actions/m", NewAction)).Status);
        Assert.Equal(200, (await host.SendAsync("PUT", "/detect/mitigationactions/tasks/t", MitigationTask)).Status);
        Assert.Equal(200, (await host.SendAsync("POST", "/dynamic-thing-groups/d", """{"queryString":"thingName:a"}""")).Status);

        // A search does not end before the group is complete.
        Assert.Equal(200, (await host.SendAsync("POST", "/indices/search", Query)).Status);
        return host;
    }

    private static async Task<string> StateAsync(ApiHost host) => string.Join(
        '\n',
        (await host.SendAsync("GET", "/things")).Body,
        (await host.SendAsync("GET", "/thing-types")).Body,
        (await host.SendAsync("GET", "/thing-groups/g")).Body,
        (await host.SendAsync("GET", "/thing-groups/d")).Body,
        (await host.SendAsync("GET", "/security-profiles/p")).Body,
        (await host.SendAsync("GET", "/security-profiles/p/targets")).Body,
        (await host.SendAsync("GET", "/mitigationactions/actions/m")).Body,
        (await host.SendAsync("GET", "/detect/mitigationactions/tasks/u")).Body,
        (await host.SendAsync("GET", "/indexing/config")).Body,
        (await host.SendAsync("POST", "/things/a/connectivity-data")).Body);
}
