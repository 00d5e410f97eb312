using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Requests as the AWS SDK for .NET signs them.</summary>
public class AwsSdkTests
{
    private const string Token = "TOKEN/EXAMPLE+1==";

    private static readonly SigV4Verifier Plain = Example.Verifier();

    [Theory]
    [InlineData("pump-17", "{}")]
    [InlineData("line:7", """{"includeSocketInformation":true}""")]
    [InlineData("a b/ü", "")]
    public void SignRequest_PostWithLabel_IsGood(string thing, string body)
    {
        var request = Request("POST", "/things/{thingName}/connectivity-data");
        request.AddPathResource("{thingName}", thing);
        request.Content = System.Text.Encoding.UTF8.GetBytes(body);
        request.Headers["Content-Type"] = "application/json";

        var signed = Sign(request);

        if (thing.Contains('/')) Assert.Equal(Errors.AwsErrorCode.InvalidRequest, signed.VerifyWith(Plain, Example.Now).Error?.Code);
        else Example.AssertGood(signed.VerifyWith(Plain, Example.Now));
    }

    [Fact]
    public void SignRequest_GetWithParameters_IsGood()
    {
        var request = Request("GET", "/metric-values");
        request.UseQueryString = true;
        request.Parameters["thingName"] = "test_thing";
        request.Parameters["metricName"] = "aws:disconnect-duration";
        request.Parameters["startTime"] = "2026-01-15T11:55:00Z";
        request.Parameters["arn"] = "a/b+c=d&e~f ü";

        var signed = Sign(request);

        Example.AssertGood(signed.VerifyWith(Plain, Example.Now));
        Example.AssertWrongSignature((signed with { Target = signed.Target.Replace("test_thing", "test_thinG", StringComparison.Ordinal) }).VerifyWith(Plain, Example.Now));
    }

    [Fact]
    public void SignRequest_WithSessionToken_IsGood()
    {
        var request = Request("GET", "/things");
        request.Headers["X-Amz-Security-Token"] = Token;

        var signed = Sign(request);

        Example.AssertGood(signed.VerifyWith(Example.Verifier(Example.Key(Token)), Example.Now));
        Assert.Equal(Errors.AwsErrorCode.UnrecognizedClient, signed.VerifyWith(Plain, Example.Now).Error?.Code);
    }

    [Fact]
    public void SignRequest_EveryByteChanged_IsRefused()
    {
        var request = Request("PUT", "/security-profiles/OfflineWatch/targets");
        request.UseQueryString = true;
        request.Parameters["securityProfileTargetArn"] = "arn:aws:iot:us-east-1:123456789012:all/registered-things";
        request.Content = """{"expectedVersion":1}"""u8.ToArray();
        var signed = Sign(request);
        Example.AssertGood(signed.VerifyWith(Plain, Example.Now));

        var target = signed.Target;
        for (var i = 1; i < target.Length; i++)
        {
            var changed = signed with { Target = $"{target.AsSpan(0, i)}{(target[i] == 'q' ? 'r' : 'q')}{target.AsSpan(i + 1)}" };
            Assert.Null(changed.VerifyWith(Plain, Example.Now).Key);
        }

        for (var i = 0; i < signed.Body.Length; i++)
        {
            byte[] body = [.. signed.Body];
            body[i] ^= 1;
            Assert.Null((signed with { Body = body }).VerifyWith(Plain, Example.Now).Key);
        }

        var authorization = signed["Authorization"];
        for (var i = 0; i < authorization.Length; i++)
        {
            // A blank between the parts is free.
            if (authorization[i] == ' ' && i > "AWS4-HMAC-SHA256".Length) continue;
            var at = i;
            var changed = signed.Replace("Authorization", value => $"{value.AsSpan(0, at)}{(value[at] == '0' ? '1' : '0')}{value.AsSpan(at + 1)}");
            Assert.Null(changed.VerifyWith(Plain, Example.Now).Key);
        }
    }

    [Fact]
    public void SignRequest_Presigned_IsGood()
    {
        var request = Request("GET", "/active-violations");
        request.UseQueryString = true;
        request.Parameters["securityProfileName"] = "OfflineWatch";
        request.Parameters["X-Amz-Expires"] = "300";
        request.SignedAt = Example.Now.UtcDateTime;
        var result = AWS4PreSignedUrlSigner.SignRequest(
            request, new IotConfig(), new Amazon.Runtime.Internal.Util.RequestMetrics(), SlowSigner.Example.KeyId, SlowSigner.Example.Secret, "iot", null, Example.Now.UtcDateTime);

        var target = AmazonServiceClient.ComposeUrl(request).PathAndQuery;
        var signed = TestRequest.To("GET", target + "&" + result.ForQueryParameters);

        Example.AssertGood(signed.VerifyWith(Plain, Example.Now));
    }

    private static DefaultRequest Request(string method, string path) => new(new AnyRequest(), "iot")
    {
        HttpMethod = method,
        ResourcePath = path,
        Endpoint = new Uri("https://iot.us-east-1.amazonaws.com"),
        OverrideSigningServiceName = "iot",
        DeterminedSigningRegion = "us-east-1",
    };

    private static TestRequest Sign(DefaultRequest request)
    {
        var result = new AWS4Signer().SignRequest(
            request,
            new IotConfig(),
            new Amazon.Runtime.Internal.Util.RequestMetrics(),
            SlowSigner.Example.KeyId,
            SlowSigner.Example.Secret,
            DateTime.ParseExact(Example.Timestamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal));
        var wire = new TestRequest(request.HttpMethod, AmazonServiceClient.ComposeUrl(request).PathAndQuery) { Body = request.Content ?? [] };
        foreach (var (name, value) in request.Headers.Where(header => header.Key != "Authorization")) wire = wire.With(name, value);
        return wire.With("Authorization", result.ForAuthorizationHeader);
    }

    private sealed class AnyRequest : AmazonWebServiceRequest;

    private sealed class IotConfig : ClientConfig
    {
        public IotConfig()
            : base(null)
        {
            AuthenticationRegion = "us-east-1";
            AuthenticationServiceName = "iot";
        }

        public override string ServiceVersion => "2015-05-28";

        public override string UserAgent => "test";

        public override string RegionEndpointServiceName => "iot";

        public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(Amazon.Runtime.Endpoints.ServiceOperationEndpointParameters parameters) =>
            new("https://iot.us-east-1.amazonaws.com");
    }
}
