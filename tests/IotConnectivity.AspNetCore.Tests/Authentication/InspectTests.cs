using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Authentication;

public class InspectTests
{
    private static readonly SlowSigner Signer = SlowSigner.Example;

    private static TestRequest Signed { get; } = Signer.SignInHeader(TestRequest.To("GET", "/things"), Example.Timestamp);

    private static TestRequest Presigned { get; } = Signer.SignInQuery(TestRequest.To("GET", "/things"), Example.Timestamp);

    [Fact]
    public void Inspect_NoSignature_HasNeitherKeyNorError()
    {
        Assert.Equal(default, Verify(TestRequest.To("GET", "/things")));
        Assert.Equal(default, Verify(TestRequest.To("GET", "/things?X-Amz-Foo=1&x-amz-signature=2")));
        Assert.Equal(default, Verify(TestRequest.To("GET", "/things").With("Authorization", "Basic YTpi")));
        Assert.Equal(default, Verify(TestRequest.To("OPTIONS", "*")));
    }

    [Fact]
    public void Inspect_TargetWithoutPath_IsWrongSignature() => Example.AssertWrongSignature(Verify(Signed with { Target = "*" }));

    [Fact]
    public void Inspect_AbsoluteTarget_IsReadFromItsPath() => Example.AssertGood(Verify(Signed with { Target = "http://iot.us-east-1.amazonaws.com/things" }));

    [Theory]
    [InlineData("AWS4-HMAC-SHA256", "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20260115/us-east-1/iot/aws4_request, SignedHeaders=host", "Authorization header requires 'Signature' parameter.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=, SignedHeaders=host, Signature=00", "Authorization header requires 'Credential' parameter.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a,SignedHeaders=,Signature=00", "Authorization header requires 'SignedHeaders' parameter.")]
    [InlineData("AWS4-HMAC-SHA256 Credential", "'Credential' not a valid key=value pair (missing equal-sign) in Authorization header.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a, Nonsense=b", "'Nonsense' is unknown or repeated in Authorization header.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a, Credential=b", "'Credential' is unknown or repeated in Authorization header.")]
    [InlineData("AWS4-HMAC-SHA256 Signature=, Signature=b", "'Signature' is unknown or repeated in Authorization header.")]
    [InlineData("AWS4-HMAC-SHA256 SignedHeaders=a, SignedHeaders=b", "'SignedHeaders' is unknown or repeated in Authorization header.")]
    [InlineData("AWS4-HMAC-SHA512 Credential=a", "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'.")]
    [InlineData("AWS4-ECDSA-P256-SHA256", "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.")]
    [InlineData("AWS4-HMAC-SHA256\tCredential=a", "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA256?Credential=a'.")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=00", "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b/c'")]
    [InlineData("AWS4-HMAC-SHA256 Credential=/20260115/us-east-1/iot/aws4_request, SignedHeaders=host, Signature=00", "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '/20260115/us-east-1/iot/aws4_request'")]
    public void Inspect_MalformedHeader_IsIncomplete(string authorization, string message) =>
        Example.AssertRefused(AwsErrorCode.IncompleteSignature, message, Verify(Signed.Replace("Authorization", _ => authorization)));

    [Fact]
    public void Inspect_NothingButTheAlgorithm_NamesAllThatIsMissing() =>
        Example.AssertRefused(
            AwsErrorCode.IncompleteSignature,
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. "
            + "Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
            Verify(TestRequest.To("GET", "/").With("Authorization", "AWS4-HMAC-SHA256")));

    [Fact]
    public void Inspect_PartsInAnyOrderAndSpacing_IsGood()
    {
        var parts = Signed["Authorization"]["AWS4-HMAC-SHA256 ".Length..].Split(", ");

        Example.AssertGood(Verify(Signed.Replace("Authorization", _ => "AWS4-HMAC-SHA256 " + string.Join(',', parts))));
        Example.AssertGood(Verify(Signed.Replace("Authorization", _ => $"AWS4-HMAC-SHA256 {parts[2]} ,  {parts[0]} ,{parts[1]}")));
    }

    [Fact]
    public void Inspect_TwoAuthorizationHeaders_IsIncomplete() =>
        Example.AssertRefused(
            AwsErrorCode.IncompleteSignature, "Authorization header must be sent exactly once.", Verify(Signed.With("Authorization", Signed["Authorization"])));

    [Fact]
    public void Inspect_AuthorizationAtItsLimit_IsRead()
    {
        var padding = new string(' ', SigV4Limits.MaxAuthorizationLength - Signed["Authorization"].Length);

        Example.AssertGood(Verify(Signed.Replace("Authorization", value => value.Replace(", Signature", "," + padding + " Signature", StringComparison.Ordinal))));
        Example.AssertRefused(
            AwsErrorCode.IncompleteSignature,
            "Authorization header must have at most 16384 characters.",
            Verify(Signed.Replace("Authorization", value => value.Replace(", Signature", "," + padding + "  Signature", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("20260115T120000")]
    [InlineData("2026-01-15T12:00:00Z")]
    [InlineData("20260230T120000Z")]
    public void Inspect_OtherDateFormat_IsIncomplete(string date)
    {
        var message = $"Date must be in ISO-8601 'basic format'. Got '{date}'.";

        Example.AssertRefused(AwsErrorCode.IncompleteSignature, message, Verify(Signed.Replace("X-Amz-Date", _ => date)));
        Example.AssertRefused(
            AwsErrorCode.IncompleteSignature,
            message,
            Verify(Presigned with { Target = Presigned.Target.Replace("X-Amz-Date=" + Example.Timestamp, "X-Amz-Date=" + date, StringComparison.Ordinal) }));
    }

    [Fact]
    public void Inspect_DateHeaderInsteadOfAmzDate_IsGood()
    {
        var unsigned = TestRequest.To("GET", "/things").With("Date", "Thu, 15 Jan 2026 12:00:00 GMT");
        var signature = Signer.Sign(unsigned, ["date", "host"], Example.Timestamp);
        var request = unsigned.With("Authorization", Signed["Authorization"][..^64].Replace("host;x-amz-date", "date;host", StringComparison.Ordinal) + signature);

        Example.AssertGood(Verify(request));
        Example.AssertRefused(
            AwsErrorCode.InvalidSignature, "'X-Amz-Date' must be a 'SignedHeader' in the AWS Authorization.", Verify(request.With("X-Amz-Date", Example.Timestamp)));
    }

    [Fact]
    public void Inspect_RepeatedDateOrToken_IsIncomplete()
    {
        Example.AssertRefused(
            AwsErrorCode.IncompleteSignature, "'X-Amz-Date' must be sent exactly once.", Verify(Signed.With("X-Amz-Date", Example.Timestamp)));
        Example.AssertRefused(
            AwsErrorCode.IncompleteSignature,
            "'X-Amz-Security-Token' must be sent exactly once.",
            Verify(Signed.With("X-Amz-Security-Token", "a").With("X-Amz-Security-Token", "b")));
        Example.AssertRefused(
            AwsErrorCode.IncompleteSignature, "'Date' must be sent exactly once.", Verify(Signed.Without("X-Amz-Date").With("Date", "a").With("Date", "b")));
    }

    [Fact]
    public void Inspect_HostNotSigned_IsInvalidSignature() =>
        Example.AssertRefused(
            AwsErrorCode.InvalidSignature,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
            Verify(Signer.SignInHeader(TestRequest.To("GET", "/things"), Example.Timestamp, null, "host")));

    [Fact]
    public void Inspect_AuthoritySigned_StandsForTheHost()
    {
        var authority = new TestRequest("GET", "/things").With(":authority", "iot.us-east-1.amazonaws.com");
        var signed = Signer.SignInHeader(authority, Example.Timestamp).Without(":authority").With("Host", "iot.us-east-1.amazonaws.com");

        Example.AssertGood(Verify(signed));
        Example.AssertWrongSignature(Verify(signed.Replace("Host", _ => "elsewhere")));
    }

    [Theory]
    [InlineData("x-amz-date", "X-Amz-Date", null)]
    [InlineData("x-amz-security-token", "X-Amz-Security-Token", "token")]
    [InlineData("x-amz-content-sha256", "X-Amz-Content-Sha256", "hash")]
    public void Inspect_ProtectedHeaderNotSigned_IsInvalidSignature(string unsigned, string shown, string? value)
    {
        var request = TestRequest.To("GET", "/things");
        if (value is not null) request = request.With(shown, value);

        Example.AssertRefused(
            AwsErrorCode.InvalidSignature,
            $"'{shown}' must be a 'SignedHeader' in the AWS Authorization.",
            Verify(Signer.SignInHeader(request, Example.Timestamp, null, unsigned)));
    }

    [Theory]
    [InlineData("Host;x-amz-date", "'SignedHeaders' must be lower-case header names, got 'Host'.")]
    [InlineData("host;;x-amz-date", "'SignedHeaders' must be lower-case header names, got ''.")]
    [InlineData("host;x-amz-date;", "'SignedHeaders' must be lower-case header names, got ''.")]
    [InlineData("host;x amz", "'SignedHeaders' must be lower-case header names, got 'x amz'.")]
    [InlineData("host;host;x-amz-date", "'SignedHeaders' must be sorted, each header once.")]
    [InlineData("host;x-amz-date;x-missing", "'x-missing' is a 'SignedHeader' but not in the request.")]
    public void Verify_BadSignedHeaders_SaysWhatIsWrong(string names, string message) =>
        Example.AssertRefused(
            AwsErrorCode.InvalidSignature,
            message,
            Verify(Signed.Replace("Authorization", value => value.Replace("host;x-amz-date", names, StringComparison.Ordinal))));

    [Fact]
    public void Inspect_SignedHeadersAtTheirLimit_AreVerified()
    {
        Example.AssertGood(Verify(WithHeaders(SigV4Limits.MaxSignedHeaders)));
        Example.AssertRefused(
            AwsErrorCode.IncompleteSignature, "'SignedHeaders' must name at most 64 headers.", Verify(WithHeaders(SigV4Limits.MaxSignedHeaders + 1)));

        static TestRequest WithHeaders(int count)
        {
            var request = TestRequest.To("GET", "/things");
            for (var i = 0; i < count - 2; i++) request = request.With($"x-{i}", "v");
            return Signer.SignInHeader(request, Example.Timestamp);
        }
    }

    [Fact]
    public void Inspect_UnsignedAmzHeader_IsRefusedOnlyWhenAsked()
    {
        var request = Signed.With("X-Amz-Target", "AWSIotService.ListThings");
        var options = Example.Options();
        options.RequireSignedAmzHeaders = true;
        var strict = new SigV4Verifier(options);

        Example.AssertGood(Verify(request));
        Example.AssertRefused(
            AwsErrorCode.InvalidSignature, "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.", request.VerifyWith(strict, Example.Now));
        Example.AssertGood(Signed.With("X-Other", "1").VerifyWith(strict, Example.Now));
    }

    [Fact]
    public void Inspect_QueryAtItsLimits_IsVerified()
    {
        string Query(int length) => "/things?" + new string('a', length);
        string Parameters(int count) => "/things?" + string.Join('&', Enumerable.Range(0, count));

        Example.AssertGood(Verify(Signer.SignInHeader(TestRequest.To("GET", Query(8192)), Example.Timestamp)));
        Example.AssertRefused(
            AwsErrorCode.InvalidRequest, "the query has 8193 characters, expected at most 8192", Verify(Signer.SignInHeader(TestRequest.To("GET", Query(8193)), Example.Timestamp)));
        Example.AssertGood(Verify(Signer.SignInHeader(TestRequest.To("GET", Parameters(256)), Example.Timestamp)));
        Example.AssertRefused(
            AwsErrorCode.InvalidRequest, "the query has more than 256 parameters", Verify(Signer.SignInHeader(TestRequest.To("GET", Parameters(257)), Example.Timestamp)));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("a%2")]
    [InlineData("a%2g")]
    [InlineData("a%g2")]
    [InlineData("a%41%")]
    public void Inspect_BadPercentInQuery_IsInvalidRequest(string query) =>
        Example.AssertRefused(
            AwsErrorCode.InvalidRequest, "the query has a `%` that two hex digits do not follow", Verify(Signed with { Target = "/things?" + query }));

    [Theory]
    [InlineData("/things/a%2Fb")]
    [InlineData("/things/../b")]
    [InlineData("/things//b")]
    public void Inspect_PathWithTwoReadings_IsInvalidRequest(string path) =>
        Assert.Equal(AwsErrorCode.InvalidRequest, Verify(Signer.SignInHeader(TestRequest.To("GET", path), Example.Timestamp)).Error?.Code);

    [Fact]
    public void Inspect_SecondService_IsGoodWhenConfigured()
    {
        var options = Example.Options();
        options.Services.Add("execute-api");
        var old = Signer with { Service = "execute-api" };

        Example.AssertGood(old.SignInHeader(TestRequest.To("GET", "/things"), Example.Timestamp).VerifyWith(new SigV4Verifier(options), Example.Now));
        Example.AssertGood(Signed.VerifyWith(new SigV4Verifier(options), Example.Now));
    }

    [Fact]
    public void Inspect_OtherClockSkew_IsUsedAndShown()
    {
        var options = Example.Options();
        options.ClockSkew = TimeSpan.FromSeconds(90);
        var verifier = new SigV4Verifier(options);

        Example.AssertGood(Signed.VerifyWith(verifier, Example.Now.AddSeconds(90.9)));
        Example.AssertRefused(
            AwsErrorCode.InvalidSignature,
            "Signature expired: 20260115T120000Z is now earlier than 20260115T120001Z (20260115T120131Z - 90 sec.)",
            Signed.VerifyWith(verifier, Example.Now.AddSeconds(91)));
    }

    [Fact]
    public void Inspect_LongValueInAMessage_IsShortenedAndStaysOneLine()
    {
        var region = "x\n" + new string('y', 500);
        var target = Presigned.Target.Replace("us-east-1", Uri.EscapeDataString(region), StringComparison.Ordinal);

        Example.AssertRefused(
            AwsErrorCode.InvalidSignature,
            $"Credential should be scoped to a valid region, not 'x?{new string('y', 126)}'. ",
            Verify(Presigned with { Target = target }));
    }

    private static SigV4Verdict Verify(TestRequest request) => request.VerifyWith(Example.Verifier(), Example.Now);
}
