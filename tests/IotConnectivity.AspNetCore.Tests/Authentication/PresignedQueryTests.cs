using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Authentication;

public class PresignedQueryTests
{
    private const string Token = "TOKEN/EXAMPLE+1==";

    private static readonly SlowSigner Signer = SlowSigner.Example;

    private static TestRequest Presigned { get; } = Signer.SignInQuery(TestRequest.To("GET", "/things?maxResults=5"), Example.Timestamp);

    [Theory]
    [InlineData("X-Amz-Algorithm")]
    [InlineData("X-Amz-Credential")]
    [InlineData("X-Amz-Signature")]
    [InlineData("X-Amz-SignedHeaders")]
    [InlineData("X-Amz-Date")]
    [InlineData("X-Amz-Expires")]
    public void Read_ParameterMissingEmptyOrTwice_IsIncomplete(string name)
    {
        var parameter = Presigned.Target.Split('?', '&').Single(part => part.StartsWith(name + "=", StringComparison.Ordinal));
        var missing = $"AWS query-string parameters must include '{name}'. Re-examine the query-string parameters.";

        AssertIncomplete(missing, Presigned.Target.Replace("&" + parameter, string.Empty, StringComparison.Ordinal));
        AssertIncomplete(missing, Presigned.Target.Replace(parameter, name + "=", StringComparison.Ordinal));
        AssertIncomplete(missing, Presigned.Target.Replace(parameter, name, StringComparison.Ordinal));
        AssertIncomplete(
            $"AWS query-string parameters must include '{name}' only once. Re-examine the query-string parameters.", Presigned.Target + "&" + parameter);
    }

    [Fact]
    public void Read_OnlyTheSignature_NamesAllThatIsMissing() =>
        AssertIncomplete(
            "AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string parameters must include 'X-Amz-Credential'. "
            + "AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Date'. "
            + "AWS query-string parameters must include 'X-Amz-Expires'. Re-examine the query-string parameters.",
            "/things?X-Amz-Signature=00");

    [Fact]
    public void Read_OtherAlgorithm_IsIncomplete() =>
        AssertIncomplete("Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'.", Presigned.Target.Replace("SHA256", "SHA1", StringComparison.Ordinal));

    [Theory]
    [InlineData("0")]
    [InlineData("901")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public void Inspect_ExpiresOutOfRange_IsIncomplete(string expires) =>
        AssertIncomplete(
            $"'X-Amz-Expires' must be a whole number of seconds from 1 to 900, got '{expires}'.",
            Presigned.Target.Replace("X-Amz-Expires=300", "X-Amz-Expires=" + expires, StringComparison.Ordinal));

    [Theory]
    [InlineData(1)]
    [InlineData(90)]
    [InlineData(900)]
    public void Inspect_WithinExpires_IsGoodToTheLastSecond(int expires)
    {
        var request = Signer.SignInQuery(TestRequest.To("GET", "/things"), Example.Timestamp, expires);

        Example.AssertGood(request.VerifyWith(Example.Verifier(), Example.Now.AddSeconds(expires)));
        Assert.StartsWith(
            "Signature expired: 20260115T120000Z is now earlier than 20260115T120001Z",
            request.VerifyWith(Example.Verifier(), Example.Now.AddSeconds(expires + 1)).Error?.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_LongLife_StillStartsWithinTheClockSkew()
    {
        var request = Signer.SignInQuery(TestRequest.To("GET", "/things"), Example.Timestamp, 900);

        Example.AssertGood(request.VerifyWith(Example.Verifier(), Example.Now.AddMinutes(-5)));
        Example.AssertRefused(
            AwsErrorCode.InvalidSignature,
            "Signature not yet current: 20260115T120000Z is still later than 20260115T115959Z (20260115T115459Z + 5 min.)",
            request.VerifyWith(Example.Verifier(), Example.Now.AddSeconds(-301)));
    }

    [Fact]
    public void Verify_TokenInTheSignedQuery_IsGood()
    {
        var request = Signer.SignInQuery(TestRequest.To("GET", "/things"), Example.Timestamp, token: Token);

        Example.AssertGood(request.VerifyWith(Example.Verifier(Example.Key(Token)), Example.Now));
        Example.AssertRefused(
            AwsErrorCode.UnrecognizedClient,
            "The security token included in the request is invalid.",
            request.VerifyWith(Example.Verifier(), Example.Now));
    }

    [Fact]
    public void Verify_TokenAppendedAfterSigning_IsWrongSignature()
    {
        var request = Presigned with { Target = Presigned.Target + "&X-Amz-Security-Token=" + Uri.EscapeDataString(Token) };

        Example.AssertWrongSignature(request.VerifyWith(Example.Verifier(Example.Key(Token)), Example.Now));
    }

    [Fact]
    public void Verify_ParameterOfOtherSpellingAdded_IsWrongSignature() =>
        Example.AssertWrongSignature(
            (Presigned with { Target = Presigned.Target + "&X%2DAmz%2DSignature=1" }).VerifyWith(Example.Verifier(), Example.Now));

    [Fact]
    public void Verify_BodyOfAPresignedRequest_IsCovered()
    {
        var request = Signer.SignInQuery(TestRequest.To("POST", "/things/a/connectivity-data").WithBody("{}"), Example.Timestamp);

        Example.AssertGood(request.VerifyWith(Example.Verifier(), Example.Now));
        Example.AssertWrongSignature(request.WithBody("[]").VerifyWith(Example.Verifier(), Example.Now));
    }

    [Fact]
    public void Inspect_OtherAuthorizationBesideThePresignedQuery_IsIncomplete() =>
        Example.AssertRefused(
            AwsErrorCode.IncompleteSignature,
            "AWS authentication requires either the Authorization header or the X-Amz- query-string parameters, not both.",
            Presigned.With("Authorization", "Basic YTpi").VerifyWith(Example.Verifier(), Example.Now));

    private static void AssertIncomplete(string message, string target) =>
        Example.AssertRefused(
            AwsErrorCode.IncompleteSignature, message, (Presigned with { Target = target }).VerifyWith(Example.Verifier(), Example.Now));
}
