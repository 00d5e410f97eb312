using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Authentication;

public class AccessKeyTests
{
    private const string Token = "TOKEN/EXAMPLE+1==";
    private const string UnknownClient = "The security token included in the request is invalid.";

    private static readonly SlowSigner Signer = SlowSigner.Example;

    [Theory]
    [InlineData("", "secret", "id")]
    [InlineData("id", "", "secret")]
    [InlineData("a,b", "secret", "id")]
    [InlineData("a b", "secret", "id")]
    [InlineData("a\tb", "secret", "id")]
    public void AccessKey_ValueNotAllowed_Throws(string id, string secret, string parameter) =>
        Assert.Equal(parameter, Assert.Throws<ArgumentException>(() => new AccessKey(id, secret, Example.Alice)).ParamName);

    [Fact]
    public void AccessKey_NothingPublic_HasTheSecret()
    {
        var key = new AccessKey("AKID", "the-secret", Example.Alice, Token);

        Assert.Equal("AKID", key.ToString());
        Assert.DoesNotContain(typeof(AccessKey).GetProperties(), property => property.GetValue(key)?.ToString() is "the-secret" or Token);
    }

    [Theory]
    [InlineData("local/admin")]
    [InlineData("a=b")]
    [InlineData("ключ")]
    public void Verify_KeyIdOfAnyForm_IsFound(string id)
    {
        var verifier = Example.Verifier(new AccessKey(id, Signer.Secret, Example.Alice));

        Example.AssertGood((Signer with { KeyId = id }).SignInHeader(TestRequest.To("GET", "/"), Example.Timestamp).VerifyWith(verifier, Example.Now), id);
        Example.AssertGood((Signer with { KeyId = id }).SignInQuery(TestRequest.To("GET", "/"), Example.Timestamp).VerifyWith(verifier, Example.Now), id);
    }

    [Fact]
    public void Verify_UnknownKey_IsUnrecognizedClientWhateverTheSignature()
    {
        var request = (Signer with { KeyId = "AKIDOTHER" }).SignInHeader(TestRequest.To("GET", "/"), Example.Timestamp);
        var withToken = (Signer with { KeyId = "AKIDOTHER" }).SignInHeader(TestRequest.To("GET", "/"), Example.Timestamp, Token);

        Example.AssertRefused(AwsErrorCode.UnrecognizedClient, UnknownClient, request.VerifyWith(Example.Verifier(), Example.Now));
        Example.AssertRefused(AwsErrorCode.UnrecognizedClient, UnknownClient, withToken.VerifyWith(Example.Verifier(), Example.Now));
    }

    [Theory]
    [InlineData(Token, Token, true)]
    [InlineData(null, null, true)]
    [InlineData(Token, "OTHER", false)]
    [InlineData(Token, null, false)]
    [InlineData(null, Token, false)]
    [InlineData("", null, true)]
    public void Verify_SessionToken_HasToFitTheKey(string? expected, string? presented, bool isGood)
    {
        var verdict = Signer.SignInHeader(TestRequest.To("GET", "/"), Example.Timestamp, presented).VerifyWith(Example.Verifier(Example.Key(expected)), Example.Now);

        if (isGood) Example.AssertGood(verdict);
        else Example.AssertRefused(AwsErrorCode.UnrecognizedClient, UnknownClient, verdict);
    }

    [Fact]
    public void Verify_ExpiredKey_IsExpiredTokenFromThatMomentOn()
    {
        var verifier = Example.Verifier(Example.Key(Token, Example.Now));
        var request = Signer.SignInHeader(TestRequest.To("GET", "/"), Example.Timestamp, Token);

        Example.AssertGood(request.VerifyWith(verifier, Example.Now.AddTicks(-1)));
        Example.AssertRefused(
            AwsErrorCode.ExpiredToken, "The security token included in the request is expired", request.VerifyWith(verifier, Example.Now));
    }

    [Fact]
    public void Verify_ExpiredKeyAndWrongSignature_DoesNotTellOfTheExpiry()
    {
        var verifier = Example.Verifier(Example.Key(null, Example.Now.AddDays(-1)));
        var request = Signer.SignInHeader(TestRequest.To("GET", "/"), Example.Timestamp) with { Method = "POST" };

        Example.AssertWrongSignature(request.VerifyWith(verifier, Example.Now));
    }

    [Fact]
    public void Find_KeySourceOfTheHost_IsAskedForTheIdOfTheRequest()
    {
        var options = new SigV4Options { KeySource = new OneKey(Example.Key()) };
        var verifier = new SigV4Verifier(options);

        Example.AssertGood(Signer.SignInHeader(TestRequest.To("GET", "/"), Example.Timestamp).VerifyWith(verifier, Example.Now));
        Assert.Equal(
            AwsErrorCode.UnrecognizedClient,
            (Signer with { KeyId = "X" }).SignInHeader(TestRequest.To("GET", "/"), Example.Timestamp).VerifyWith(verifier, Example.Now).Error?.Code);
    }

    [Fact]
    public void Get_SameScope_IsDerivedOnce()
    {
        var cache = new SigningKeyCache("AWS4secret"u8.ToArray());

        var first = cache.Get(20260115, "us-east-1", "iot");

        Assert.Same(first, cache.Get(20260115, "us-east-1", "iot"));
        Assert.NotSame(first, cache.Get(20260116, "us-east-1", "iot"));
        Assert.NotSame(first, cache.Get(20260115, "us-east-2", "iot"));
        Assert.NotSame(first, cache.Get(20260115, "us-east-1", "execute-api"));
        Assert.Same(first, cache.Get(20260115, "us-east-1", "iot"));
    }

    [Fact]
    public void Get_OnePastCapacity_DropsTheOldest()
    {
        var cache = new SigningKeyCache("AWS4secret"u8.ToArray());
        var keys = Enumerable.Range(1, SigningKeyCache.Capacity + 1).Select(day => cache.Get(day, "r", "s")).ToArray();

        for (var day = SigningKeyCache.Capacity + 1; day > 1; day--) Assert.Same(keys[day - 1], cache.Get(day, "r", "s"));
        var again = cache.Get(1, "r", "s");
        Assert.NotSame(keys[0], again);
        Assert.Equal(keys[0], again);
    }

    [Fact]
    public void Find_UserOrRole_IsReadFromTheArn()
    {
        var role = new ConnectivityPrincipal("arn:aws:sts::111122223333:assumed-role/Reader/session");

        Assert.Equal(("123456789012", "alice", "arn:aws:iam::123456789012:user/ops/alice"), (Example.Alice.AccountId, Example.Alice.UserName, Example.Alice.ToString()));
        Assert.Equal(("111122223333", null), (role.AccountId, role.UserName));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("arn:aws:iam::123456789012")]
    [InlineData("arn:aws:iam::123456789012:")]
    [InlineData("urn:aws:iam::123456789012:user/alice")]
    public void ConnectivityPrincipal_NotAnArn_Throws(string arn) =>
        Assert.StartsWith(
            $"principal `{arn}` is not an ARN, expected for example `arn:aws:iam::123456789012:user/alice`",
            Assert.Throws<ArgumentException>(() => new ConnectivityPrincipal(arn)).Message,
            StringComparison.Ordinal);

    private sealed class OneKey(AccessKey key) : IAccessKeySource
    {
        public AccessKey? Find(ReadOnlySpan<char> accessKeyId) => accessKeyId.SequenceEqual(key.Id) ? key : null;
    }
}
