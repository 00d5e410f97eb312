using System.Security.Cryptography;

namespace IotConnectivity.AspNetCore.Authentication;

public class SigV4KestrelTests
{
    private const string Arn = "arn:aws:iam::123456789012:user/ops/alice";
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly SlowSigner Signer = SlowSigner.Example;

    [Theory]
    [InlineData("/echo/a")]
    [InlineData("/echo/line%3A7/x")]
    [InlineData("/echo/a%20b")]
    [InlineData("/echo/%E1%88%B4")]
    [InlineData("/echo/100%25")]
    [InlineData("/echo/a?x=%2F&y=a+b&x=%20")]
    [InlineData("http://iot.us-east-1.amazonaws.com/echo/a")]
    public async Task Request_SignedOverItsRawTarget_IsServed(string target)
    {
        await using var host = await SignedHost.StartAsync();
        var signed = Signer.SignInHeader(TestRequest.To("GET", target[(target.StartsWith("http", StringComparison.Ordinal) ? "http://iot.us-east-1.amazonaws.com".Length : 0)..]), Example.Timestamp);

        var response = await host.SendAsync(signed with { Target = target });

        Assert.Equal(200, response.Status);
        Assert.StartsWith($"{Arn} 0 {EmptyHash} stream /echo/", response.Body, StringComparison.Ordinal);
        Assert.True(Guid.TryParseExact(response.Headers["x-amzn-RequestId"], "D", out _));
    }

    [Fact]
    public async Task Request_Presigned_IsServed()
    {
        await using var host = await SignedHost.StartAsync();

        var response = await host.SendAsync(Signer.SignInQuery(TestRequest.To("GET", "/echo/a?b=c"), Example.Timestamp));

        Assert.Equal($"{Arn} 0 {EmptyHash} stream /echo/a", response.Body);
    }

    [Theory]
    [InlineData(1, false, "memory")]
    [InlineData(65_536, false, "memory")]
    [InlineData(65_537, false, "stream")]
    [InlineData(100_000, false, "stream")]
    [InlineData(1, true, "stream")]
    [InlineData(100_000, true, "stream")]
    public async Task Request_WithBody_HandsTheVerifiedBodyOn(int length, bool isChunked, string place)
    {
        await using var host = await SignedHost.StartAsync();
        var body = RandomNumberGenerator.GetBytes(length);
        var signed = Signer.SignInHeader(TestRequest.To("POST", "/echo/a") with { Body = body }, Example.Timestamp);

        var response = await host.SendAsync(signed, isChunked);
        var changed = await host.SendAsync(signed with { Body = [.. body[..^1], (byte)~body[^1]] }, isChunked);

        Assert.Equal($"{Arn} {length} {Convert.ToHexStringLower(SHA256.HashData(body))} {place} /echo/a", response.Body);
        Assert.Equal("InvalidSignatureException", changed.Headers["x-amzn-ErrorType"]);
    }

    [Fact]
    public async Task Request_WithBody_CanBeReadTwiceAndThroughThePipe()
    {
        await using var host = await SignedHost.StartAsync();

        var response = await host.SendAsync(Signer.SignInHeader(TestRequest.To("POST", "/reread").WithBody("twice"), Example.Timestamp));

        Assert.Equal("twice twice", response.Body);
    }

    [Theory]
    [InlineData("/echo/a", 100_001, false, 100_000)]
    [InlineData("/echo/a", 100_001, true, 100_000)]
    [InlineData("/large", 300_001, false, 300_000)]
    [InlineData("/large", 300_001, true, 300_000)]
    public async Task Request_BodyTooLarge_IsRefused(string target, int length, bool isChunked, int limit)
    {
        await using var host = await SignedHost.StartAsync();
        var signed = Signer.SignInHeader(TestRequest.To("POST", target) with { Body = new byte[length] }, Example.Timestamp);

        // The announced size alone is enough; sending the body as well would race with the server closing the connection.
        var request = isChunked ? signed : signed.With("Content-Length", $"{length}") with { Body = [] };
        var response = await host.SendAsync(request, isChunked);

        response.AssertError(413, "RequestEntityTooLargeException", $"Request size exceeded {limit} bytes");
    }

    [Theory]
    [InlineData("/large", 300_000)]
    [InlineData("/unlimited", 300_001)]
    public async Task Request_LimitOfTheEndpoint_ReplacesTheUsualOne(string target, int length)
    {
        await using var host = await SignedHost.StartAsync();

        var response = await host.SendAsync(Signer.SignInHeader(TestRequest.To("POST", target) with { Body = new byte[length] }, Example.Timestamp));

        Assert.StartsWith($"{Arn} {length} ", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_NoLimitAtTheEndpoint_IsStillBounded()
    {
        await using var host = await SignedHost.StartAsync();
        var signed = Signer.SignInHeader(TestRequest.To("POST", "/unlimited"), Example.Timestamp).With("Content-Length", $"{SigV4Limits.MaxBodyBytes + 1}");

        (await host.SendAsync(signed)).AssertError(413, "RequestEntityTooLargeException", "Request size exceeded 67108864 bytes");
    }

    [Fact]
    public async Task Request_WithoutCredentials_IsMissingAuthenticationToken()
    {
        await using var host = await SignedHost.StartAsync();

        (await host.SendAsync(TestRequest.To("GET", "/echo/a"))).AssertError(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    [Fact]
    public async Task Request_WrongSignature_IsRefusedInAwsForm()
    {
        await using var host = await SignedHost.StartAsync();

        var response = await host.SendAsync(Signer.SignInHeader(TestRequest.To("GET", "/echo/a"), Example.Timestamp) with { Target = "/echo/b" });

        response.AssertError(
            403,
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. "
            + "Consult the service documentation for details.");
    }

    [Fact]
    public async Task Request_KnownButNotAllowed_IsAccessDenied()
    {
        await using var host = await SignedHost.StartAsync();

        (await host.SendAsync(Signer.SignInHeader(TestRequest.To("GET", "/nobody"), Example.Timestamp)))
            .AssertError(403, "AccessDeniedException", $"User: {Arn} is not authorized to access this resource");
    }

    [Theory]
    [InlineData("/things//connectivity-data", "1 validation error detected: Value '' at 'thingName' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("/things/", "1 validation error detected: Value '' at 'thingName' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("/echo/a/%2e%2E/b", "the path has a `.` or `..` segment, expected a name")]
    [InlineData("/echo/a%2Fb", "the path has an encoded `/` within a segment, expected a name without slashes")]
    public async Task Request_PathWithTwoReadings_IsInvalidRequestBeforeAnythingElse(string target, string message)
    {
        await using var host = await SignedHost.StartAsync();

        (await host.SendAsync(TestRequest.To("POST", target))).AssertError(400, "InvalidRequestException", message);
    }

    [Fact]
    public async Task Request_ReplayedWithAnEmptySegment_IsNotServed()
    {
        await using var host = await SignedHost.StartAsync();
        var signed = Signer.SignInHeader(TestRequest.To("GET", "/echo/a"), Example.Timestamp);

        var response = await host.SendAsync(signed with { Target = "/echo//a" });

        Assert.Equal(400, response.Status);
    }

    [Fact]
    public async Task Request_UnhandledException_IsInternalFailureWithoutDetails()
    {
        await using var host = await SignedHost.StartAsync();

        var response = await host.SendAsync(TestRequest.To("GET", "/boom"));

        response.AssertError(500, "InternalFailureException", "Internal failure");
        var line = Assert.Single(host.Log, line => line.StartsWith("Error 8001 ", StringComparison.Ordinal));
        Assert.Contains($"Request {response.Headers["x-amzn-RequestId"]} failed; the caller was told InternalFailureException.", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OpenEndpointOrUnknownPath_CarriesARequestId()
    {
        await using var host = await SignedHost.StartAsync();

        var open = await host.SendAsync(TestRequest.To("GET", "/open"));
        var unknown = await host.SendAsync(TestRequest.To("GET", "/nowhere"));

        Assert.Equal((200, "open"), (open.Status, open.Body));
        Assert.Equal(404, unknown.Status);
        Assert.NotEqual(Guid.Parse(open.Headers["x-amzn-RequestId"]), Guid.Parse(unknown.Headers["x-amzn-RequestId"]));
    }

    [Fact]
    public async Task Request_Options_OutsideTheRange_StopTheStart() =>
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => SignedHost.StartAsync(options => options.Services.Clear()));

    [Fact]
    public async Task Log_GoodAndBadRequests_HasNoSecrets()
    {
        const string token = "SESSION/TOKEN+VALUE==";
        await using var host = await SignedHost.StartAsync(options => options.AccessKeys.Add(new AccessKey("AKIDTEMP", Signer.Secret, Example.Alice, token)));
        var good = (Signer with { KeyId = "AKIDTEMP" }).SignInHeader(TestRequest.To("POST", "/echo/a").WithBody("{}"), Example.Timestamp, token);
        TestRequest[] requests =
        [
            good,
            good with { Body = "[]"u8.ToArray() },
            good.Replace("Authorization", value => value[..^8]),
            good.Replace("Authorization", value => value.Replace("us-east-1", "eu-west-1", StringComparison.Ordinal)),
            (Signer with { KeyId = "AKIDTEMP" }).SignInHeader(TestRequest.To("GET", "/boom"), Example.Timestamp, token),
            TestRequest.To("POST", "/echo/a").With("Authorization", "Bearer " + SignedHost.Token),
            TestRequest.To("POST", "/echo/a").With("Authorization", "Bearer " + SignedHost.Token + "x"),
        ];

        foreach (var request in requests) await host.SendAsync(request);

        var log = string.Join('\n', host.Log);
        Assert.Contains("Error 8001", log, StringComparison.Ordinal);
        Assert.Contains("Credential should be scoped to a valid region", log, StringComparison.Ordinal);
        var signingKey = Convert.ToHexStringLower(Signer.SigningKey("20260115"));
        Assert.All([Signer.Secret, token, SignedHost.Token, good["Authorization"][^64..], signingKey], secret =>
            Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase));
    }
}
