using System.Security.Cryptography;
using System.Text;
using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Authentication;

public class VectorTests
{
    private const string TokenC = "TOKEN/EXAMPLE+1==";

    // Signatures of requests A to D were computed independently and confirmed with AWS's JavaScript signer.
    private static TestRequest A { get; } = InHeader(
        TestRequest.To("POST", "/things/line%3A7/connectivity-data").With("Content-Type", "application/json").WithBody("""{"includeSocketInformation":true}"""),
        "content-type;host;x-amz-date",
        "8e50b136bb3fe088e52cc37bd3407d4c7a00df9f343024e2ae22e82add445000");

    private static TestRequest B { get; } = InHeader(
        TestRequest.To("PUT", "/security-profiles/OfflineWatch/targets?securityProfileTargetArn=arn%3Aaws%3Aiot%3Aus-east-1%3A123456789012%3Aall%2Fregistered-things"),
        "host;x-amz-date",
        "d6e61be7a34390252bc6e4535c91466070568ede4237876442a5958728cafdcf");

    private static TestRequest C { get; } = InHeader(
        TestRequest.To("GET", "/metric-values?thingName=test_thing&metricName=aws%3Adisconnect-duration&startTime=2026-01-15T11%3A55%3A00Z&endTime=2026-01-15T12%3A00%3A00Z")
            .With("X-Amz-Security-Token", TokenC),
        "host;x-amz-date;x-amz-security-token",
        "9c59d79aafab123b2233b3ce9f6308e6049684da9b1850ba1303361e70fadd0c");

    private static TestRequest D { get; } = TestRequest.To(
        "GET",
        "/active-violations?securityProfileName=OfflineWatch&X-Amz-Algorithm=AWS4-HMAC-SHA256"
        + "&X-Amz-Credential=AKIDEXAMPLE%2F20260115%2Fus-east-1%2Fiot%2Faws4_request&X-Amz-Date=20260115T120000Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host"
        + "&X-Amz-Signature=a412bfcd130ff5771a772213d1d821ae1098a09b6f85b7e13f5ef544c47051c6");

    public static TheoryData<string> All { get; } = ["A", "B", "C", "D"];

    public static TheoryData<string> InHeaderForm { get; } = ["A", "B", "C"];

    [Theory]
    [MemberData(nameof(All))]
    public void Verify_Vector_IsGood(string name) => Example.AssertGood(Verify(name, Vector(name)));

    [Fact]
    public void Append_VectorA_GivesThePublishedCanonicalRequest()
    {
        var text = new Utf8Buffer(64);
        var hash = PayloadHash.Of(A.Body);

        Assert.Null(CanonicalRequest.Append(ref text, A.ToSignedRequest(), "content-type;host;x-amz-date", hash));
        Assert.Equal(
            """
            POST
            /things/line%253A7/connectivity-data

            content-type:application/json
            host:iot.us-east-1.amazonaws.com
            x-amz-date:20260115T120000Z

            content-type;host;x-amz-date
            a0a103b8e5b15a34a87b9ef3b1209f764653fe83c84cfed34d6634ae42b80462
            """,
            Encoding.UTF8.GetString(text.Written));
        Assert.Equal("e238aa52740471c3678204e41b4d8c2c8111492baf9a1826701e8b36c97e129b", Convert.ToHexStringLower(SHA256.HashData(text.Written)));
        text.Dispose();
    }

    [Fact]
    public void Append_VectorD_SortsTheQueryByBytes()
    {
        var text = new Utf8Buffer(64);

        CanonicalQuery.Append(ref text, D.Target.AsSpan(D.Target.IndexOf('?') + 1));

        var query = Encoding.UTF8.GetString(text.Written);
        text.Dispose();
        Assert.Equal(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260115%2Fus-east-1%2Fiot%2Faws4_request&X-Amz-Date=20260115T120000Z"
            + "&X-Amz-Expires=300&X-Amz-SignedHeaders=host&securityProfileName=OfflineWatch",
            query);
    }

    [Fact]
    public void Verify_SinglyEncodedPath_IsWrongSignature()
    {
        var once = A.Replace("Authorization", value => value[..^64] + SinglyEncodedA());

        Assert.StartsWith("a8016f27", SinglyEncodedA(), StringComparison.Ordinal);
        Assert.EndsWith("f55be276", SinglyEncodedA(), StringComparison.Ordinal);
        Example.AssertWrongSignature(Verify("A", once));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Verify_OtherMethod_IsWrongSignature(string name) => Example.AssertWrongSignature(Verify(name, Vector(name) with { Method = "PATCH" }));

    [Theory]
    [MemberData(nameof(All))]
    public void Verify_OtherPathByte_IsWrongSignature(string name)
    {
        var vector = Vector(name);

        Example.AssertWrongSignature(Verify(name, vector with { Target = $"/{(char)(vector.Target[1] + 1)}{vector.Target.AsSpan(2)}" }));
    }

    [Theory]
    [InlineData("B")]
    [InlineData("C")]
    [InlineData("D")]
    public void Verify_OtherQueryByte_IsWrongSignature(string name)
    {
        var vector = Vector(name);
        var at = vector.Target.IndexOf('?') + 1;

        Example.AssertWrongSignature(Verify(name, vector with { Target = $"{vector.Target.AsSpan(0, at)}q{vector.Target.AsSpan(at + 1)}" }));
    }

    [Theory]
    [InlineData("C")]
    [InlineData("D")]
    public void Verify_OtherOrderOfParameters_IsGood(string name)
    {
        var vector = Vector(name);
        var cut = vector.Target.Split('?');

        Example.AssertGood(Verify(name, vector with { Target = cut[0] + "?" + string.Join('&', cut[1].Split('&').Reverse()) }));
    }

    [Fact]
    public void Verify_OtherHeaderValueCase_IsWrongSignature() =>
        Example.AssertWrongSignature(Verify("A", A.Replace("Content-Type", value => value.ToUpperInvariant())));

    [Fact]
    public void Verify_BlanksAroundHeaderValue_IsGood() => Example.AssertGood(Verify("A", A.Replace("Content-Type", value => $"  {value}\t ")));

    [Theory]
    [MemberData(nameof(All))]
    public void Verify_OtherBody_IsWrongSignature(string name)
    {
        var vector = Vector(name);

        Example.AssertWrongSignature(Verify(name, vector with { Body = [.. vector.Body.SkipLast(1), (byte)'x'] }));
    }

    [Fact]
    public void Verify_SignedHeadersInOtherOrder_IsInvalidSignature() =>
        Example.AssertRefused(
            AwsErrorCode.InvalidSignature,
            "'SignedHeaders' must be sorted, each header once.",
            Verify("A", A.Replace("Authorization", value => value.Replace("content-type;host", "host;content-type", StringComparison.Ordinal))));

    [Theory]
    [InlineData("20260115/us", "20260114/us", "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260114' != '20260115', from '20260115T120000Z'.")]
    [InlineData("us-east-1", "eu-west-1", "Credential should be scoped to a valid region, not 'eu-west-1'. ")]
    [InlineData("/iot/", "/execute-api/", "Credential should be scoped to correct service: 'iot'. ")]
    [InlineData("aws4_request", "aws4_response", "Credential should be scoped with a valid terminator: 'aws4_request'")]
    [InlineData("us-east-1/iot/aws4_request", "x/y/z", "Credential should be scoped to a valid region, not 'x'. Credential should be scoped to correct service: 'iot'. Credential should be scoped with a valid terminator: 'aws4_request'")]
    public void Verify_OtherScope_SaysWhatIsWrong(string part, string other, string message)
    {
        Assert.All(["A", "B", "C"], name => Example.AssertRefused(
            AwsErrorCode.InvalidSignature, message, Verify(name, Vector(name).Replace("Authorization", value => value.Replace(part, other, StringComparison.Ordinal)))));
        string Escaped(string text) => text.Replace("/", "%2F", StringComparison.Ordinal);
        Example.AssertRefused(
            AwsErrorCode.InvalidSignature, message, Verify("D", D with { Target = D.Target.Replace(Escaped(part), Escaped(other), StringComparison.Ordinal) }));
    }

    [Theory]
    [InlineData("20260115T115500Z")]
    [InlineData("20260115T115501Z")]
    [InlineData("20260115T120459Z")]
    [InlineData("20260115T120500Z")]
    public void Verify_WithinFiveMinutes_IsGood(string now) =>
        Assert.All(["A", "B", "C", "D"], name => Example.AssertGood(Vector(name).VerifyWith(VerifierFor(name), Example.At(now))));

    [Theory]
    [MemberData(nameof(All))]
    public void Verify_FiveMinutesAndASecondLate_IsExpired(string name) =>
        Example.AssertRefused(
            AwsErrorCode.InvalidSignature,
            "Signature expired: 20260115T120000Z is now earlier than 20260115T120001Z (20260115T120501Z - 5 min.)",
            Vector(name).VerifyWith(VerifierFor(name), Example.At("20260115T120501Z")));

    [Theory]
    [MemberData(nameof(All))]
    public void Verify_FiveMinutesAndASecondEarly_IsNotYetCurrent(string name) =>
        Example.AssertRefused(
            AwsErrorCode.InvalidSignature,
            "Signature not yet current: 20260115T120000Z is still later than 20260115T115959Z (20260115T115459Z + 5 min.)",
            Vector(name).VerifyWith(VerifierFor(name), Example.At("20260115T115459Z")));

    [Theory]
    [MemberData(nameof(InHeaderForm))]
    public void Verify_UpperCaseSignature_IsWrongSignature(string name) =>
        Example.AssertWrongSignature(Verify(name, Vector(name).Replace("Authorization", value => value[..^64] + value[^64..].ToUpperInvariant())));

    [Theory]
    [MemberData(nameof(InHeaderForm))]
    public void Verify_TruncatedOrLongerSignature_IsWrongSignature(string name)
    {
        Example.AssertWrongSignature(Verify(name, Vector(name).Replace("Authorization", value => value[..^1])));
        Example.AssertWrongSignature(Verify(name, Vector(name).Replace("Authorization", value => value[..^2])));
        Example.AssertWrongSignature(Verify(name, Vector(name).Replace("Authorization", value => value + "00")));
        Example.AssertWrongSignature(Verify(name, Vector(name).Replace("Authorization", value => value[..^1] + "g")));
    }

    [Fact]
    public void Verify_TokenMissing_IsUnrecognizedClient()
    {
        var signer = SlowSigner.Example;
        var request = signer.SignInHeader(TestRequest.To("GET", "/things"), Example.Timestamp);

        Example.AssertRefused(
            AwsErrorCode.UnrecognizedClient,
            "The security token included in the request is invalid.",
            request.VerifyWith(Example.Verifier(Example.Key(TokenC)), Example.Now));
    }

    [Theory]
    [MemberData(nameof(InHeaderForm))]
    public void Verify_BothForms_IsIncompleteSignature(string name)
    {
        var both = D.With("X-Amz-Date", Example.Timestamp).With("Authorization", Vector(name)["Authorization"]);

        Example.AssertRefused(
            AwsErrorCode.IncompleteSignature,
            "AWS authentication requires either the Authorization header or the X-Amz- query-string parameters, not both.",
            both.VerifyWith(VerifierFor(name), Example.Now));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Verify_ExtraUnsignedHeader_IsGood(string name) =>
        Example.AssertGood(Verify(name, Vector(name).With("User-Agent", "curl/8").With("X-Amzn-Trace-Id", "Root=1")));

    [Fact]
    public void Verify_ContentHashThatLies_IsWrongSignature()
    {
        var unsigned = TestRequest.To("POST", "/things/a/connectivity-data").WithBody("{}");
        var honest = SlowSigner.Example.SignInHeader(unsigned.With("X-Amz-Content-Sha256", Convert.ToHexStringLower(SHA256.HashData("{}"u8))), Example.Timestamp);
        var lying = SlowSigner.Example.SignInHeader(unsigned.With("X-Amz-Content-Sha256", Convert.ToHexStringLower(SHA256.HashData("[]"u8))), Example.Timestamp);
        var unsure = SlowSigner.Example.SignInHeader(unsigned.With("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"), Example.Timestamp);

        Example.AssertGood(honest.VerifyWith(Example.Verifier(), Example.Now));
        Example.AssertWrongSignature(lying.VerifyWith(Example.Verifier(), Example.Now));
        Example.AssertWrongSignature(unsure.VerifyWith(Example.Verifier(), Example.Now));
    }

    private static SigV4Verdict Verify(string name, TestRequest request) => request.VerifyWith(VerifierFor(name), Example.Now);

    private static SigV4Verifier VerifierFor(string name) => Example.Verifier(Example.Key(name == "C" ? TokenC : null));

    private static TestRequest Vector(string name) => name switch { "A" => A, "B" => B, "C" => C, _ => D };

    private static TestRequest InHeader(TestRequest request, string signedHeaders, string signature) => request
        .With("X-Amz-Date", Example.Timestamp)
        .With("Authorization", $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260115/us-east-1/iot/aws4_request, SignedHeaders={signedHeaders}, Signature={signature}");

    private static string SinglyEncodedA()
    {
        var canonical = SlowSigner.Example.Canonical(A, ["content-type", "host", "x-amz-date"]).Replace("%253A", "%3A", StringComparison.Ordinal);
        var text = $"AWS4-HMAC-SHA256\n{Example.Timestamp}\n20260115/us-east-1/iot/aws4_request\n"
            + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(SlowSigner.Example.SigningKey("20260115"), Encoding.UTF8.GetBytes(text)));
    }
}
