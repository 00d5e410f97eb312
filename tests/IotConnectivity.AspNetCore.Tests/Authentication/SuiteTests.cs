using System.Security.Cryptography;
using System.Text;
using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Authentication;

public class SuiteTests
{
    private const string Timestamp = "20150830T123600Z";

    private static readonly SlowSigner Reference = SlowSigner.Example with { Service = "service" };

    public static TheoryData<SuiteCase> Cases { get; } = [.. SuiteCase.All];

    /// <summary>Cases whose path has one reading and whose token is signed: the verifier accepts them as they are.</summary>
    public static TheoryData<SuiteCase> Acceptable { get; } = [.. SuiteCase.All.Where(suite => IsPlain(suite) && !suite.TokenAfter)];

    /// <summary>Cases whose path would be routed otherwise than it is signed.</summary>
    public static TheoryData<SuiteCase> Ambiguous { get; } = [.. SuiteCase.All.Where(suite => !IsPlain(suite))];

    [Fact]
    public void All_Cases_AreTheThirtyEightOfTheSuite()
    {
        Assert.Equal(38, SuiteCase.All.Select(suite => suite.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(12, Ambiguous.Count);
        Assert.Equal(25, Acceptable.Count);
    }

    [Theory]
    [MemberData(nameof(Acceptable))]
    public void Verify_SignatureInHeader_IsGood(SuiteCase suite) =>
        Example.AssertGood(InHeader(suite).VerifyWith(VerifierFor(suite), Example.At(Timestamp)));

    [Theory]
    [MemberData(nameof(Acceptable))]
    public void Verify_SignatureInQuery_IsGood(SuiteCase suite) =>
        Example.AssertGood(InQuery(suite).VerifyWith(VerifierFor(suite), Example.At(Timestamp)));

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public void Verify_PathWithTwoReadings_IsInvalidRequest(SuiteCase suite) =>
        Assert.Equal(AwsErrorCode.InvalidRequest, InHeader(suite).VerifyWith(VerifierFor(suite), Example.At(Timestamp)).Error?.Code);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Append_HeaderForm_GivesTheSuitesSignature(SuiteCase suite) =>
        Assert.Equal(suite.HeaderSignature, Signature(suite, InHeader(suite)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Append_QueryForm_GivesTheSuitesSignature(SuiteCase suite) =>
        Assert.Equal(suite.QuerySignature, Signature(suite, suite.TokenAfter ? InQuery(suite with { Token = null }) : InQuery(suite)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void SlowSigner_BothForms_GiveTheSuitesSignatures(SuiteCase suite)
    {
        var reference = Reference with { Normalizes = !suite.Unnormalized };
        var query = suite.TokenAfter ? InQuery(suite with { Token = null }) : InQuery(suite);

        Assert.Equal(suite.HeaderSignature, reference.Sign(InHeader(suite), HeaderNamesOf(suite), Timestamp));
        Assert.Equal(suite.QuerySignature, reference.Sign(query, QueryNamesOf(suite), Timestamp));
    }

    [Fact]
    public void Verify_TokenAddedAfterSigning_IsRefused()
    {
        var suite = SuiteCase.All.Single(suite => suite.TokenAfter);

        Example.AssertRefused(
            AwsErrorCode.InvalidSignature,
            "'X-Amz-Security-Token' must be a 'SignedHeader' in the AWS Authorization.",
            InHeader(suite).VerifyWith(VerifierFor(suite), Example.At(Timestamp)));
        Example.AssertWrongSignature(InQuery(suite).VerifyWith(VerifierFor(suite), Example.At(Timestamp)));
    }

    [Fact]
    public void Get_ScopeOfTheSuite_GivesThePublishedSigningKey()
    {
        var key = new SigningKeyCache(Encoding.UTF8.GetBytes("AWS4" + Reference.Secret)).Get(20150830, "us-east-1", "service");

        Assert.Equal("938127b5336810ddb6a5d6af445fcac9e371f9ed418ed386b022aed82901be75", Convert.ToHexStringLower(key));
    }

    private static bool IsPlain(SuiteCase suite) => suite.Name is not (
        "get-relative-normalized" or "get-relative-unnormalized" or "get-relative-relative-normalized" or "get-relative-relative-unnormalized"
        or "get-slash-normalized" or "get-slash-unnormalized" or "get-slashes-normalized" or "get-slashes-unnormalized"
        or "get-slash-dot-slash-normalized" or "get-slash-dot-slash-unnormalized" or "get-slash-pointless-dot-normalized"
        or "get-slash-pointless-dot-unnormalized");

    private static SigV4Verifier VerifierFor(SuiteCase suite)
    {
        var options = Example.Options(Example.Key(suite.Token));
        options.Services.Clear();
        options.Services.Add("service");
        options.MaxPresignedLifetime = TimeSpan.FromHours(1);
        return new SigV4Verifier(options);
    }

    private static TestRequest Unsigned(SuiteCase suite)
    {
        var request = TestRequest.To(suite.Method, suite.Target, "example.amazonaws.com").WithBody(suite.Body);
        foreach (var header in suite.Headers)
        {
            var cut = header.Split(':', 2);
            request = request.With(cut[0], cut[1]);
        }

        return request;
    }

    private static TestRequest InHeader(SuiteCase suite)
    {
        var request = Unsigned(suite).With("X-Amz-Date", Timestamp);
        if (suite.Token is not null) request = request.With("X-Amz-Security-Token", suite.Token);
        if (suite.SignsBody) request = request.With("X-Amz-Content-Sha256", Convert.ToHexStringLower(SHA256.HashData(request.Body)));
        return request.With(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{Reference.ScopeOf(Timestamp)}, SignedHeaders={string.Join(';', HeaderNamesOf(suite))}, "
            + $"Signature={suite.HeaderSignature}");
    }

    private static TestRequest InQuery(SuiteCase suite)
    {
        var request = Unsigned(suite);
        var target = request.Target + (request.Target.Contains('?') ? "&" : "?")
            + $"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={Uri.EscapeDataString("AKIDEXAMPLE/" + Reference.ScopeOf(Timestamp))}&X-Amz-Date={Timestamp}"
            + $"&X-Amz-SignedHeaders={Uri.EscapeDataString(string.Join(';', QueryNamesOf(suite)))}&X-Amz-Expires=3600";
        if (suite.Token is not null) target += "&X-Amz-Security-Token=" + Uri.EscapeDataString(suite.Token);
        return request with { Target = target + "&X-Amz-Signature=" + suite.QuerySignature };
    }

    private static string[] HeaderNamesOf(SuiteCase suite)
    {
        List<string> added = ["host", "x-amz-date"];
        if (suite.SignsBody) added.Add("x-amz-content-sha256");
        if (suite.Token is not null && !suite.TokenAfter) added.Add("x-amz-security-token");
        return Names(suite, added);
    }

    private static string[] QueryNamesOf(SuiteCase suite) => Names(suite, ["host"]);

    private static string[] Names(SuiteCase suite, IEnumerable<string> added) =>
        [.. suite.Headers.Select(header => header.Split(':')[0].ToLowerInvariant()).Concat(added).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Signs with the verifier's own canonical request; a case without normalisation takes the path line from the encoder alone.</summary>
    private static string Signature(SuiteCase suite, TestRequest request)
    {
        var isQuery = request.Target.Contains("X-Amz-Signature", StringComparison.Ordinal);
        var names = isQuery ? QueryNamesOf(suite) : HeaderNamesOf(suite);
        var signed = request.ToSignedRequest();
        var text = new Utf8Buffer(64);
        var hash = PayloadHash.Of(request.Body);
        Assert.Null(CanonicalRequest.Append(ref text, signed, string.Join(';', names), hash));
        var canonical = Encoding.UTF8.GetString(text.Written);
        if (suite.Unnormalized)
        {
            text.Clear();
            PercentEncoding.AppendPath(ref text, suite.Target);
            var lines = canonical.Split('\n');
            lines[1] = Encoding.UTF8.GetString(text.Written);
            canonical = string.Join('\n', lines);
        }

        text.Clear();
        CanonicalRequest.AppendStringToSign(
            ref text, Timestamp, Reference.ScopeOf(Timestamp), SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var key = SigningKeyCache.Derive(Encoding.UTF8.GetBytes("AWS4" + Reference.Secret), 20150830, "us-east-1", "service");
        var signature = HMACSHA256.HashData(key, text.Written);
        text.Dispose();
        return Convert.ToHexStringLower(signature);
    }
}
