namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary>The interface under a path of its own, as AWS SDKs call it when their endpoint has one.</summary>
public class PrefixTests
{
    private const string Created = """{"thingName":"line:7","thingArn":"arn:aws:iot:us-east-1:123456789012:thing/line:7","thingId":"‹uuid›"}""";

    [Fact]
    public async Task Request_UnderThePrefix_IsSignedOverTheWholePath()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Prefix = "/base/iot" });

        (await host.SendSignedAsync(new ApiRequest("POST", "/base/iot/things/line%3A7"))).AssertOk(Created);
        (await host.SendAsync("POST", "/base/iot/things/line%3A7")).AssertOk(Created);
    }

    [Fact]
    public async Task Request_OfWhatIsNotThere_IsAnsweredUnderThePrefix()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Prefix = "/base" });

        (await host.SendAsync("GET", "/base/nope")).AssertError(404, "UnknownOperationException", "no operation has the method GET and this path");
        (await host.SendAsync("GET", "/base/jobs")).AssertError(501, "NotImplementedException", "ListJobs is an operation of AWS IoT that this service does not have");
        (await host.SendAsync(new ApiRequest("GET", "/base/nope"), token: null)).AssertError(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    [Fact]
    public async Task Request_OutsideThePrefix_IsTheHosts()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup { Prefix = "/base" });

        var response = await host.SendAsync("GET", "/things");

        Assert.Equal((404, null, string.Empty), (response.Status, response.Error, response.Body));
    }
}
