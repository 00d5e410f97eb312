using System.Globalization;
using System.Text;
using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>A request as it would be on the wire, and what the verifier says of it.</summary>
internal sealed record TestRequest(string Method, string Target)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    public static TestRequest To(string method, string target, string host = "iot.us-east-1.amazonaws.com") =>
        new TestRequest(method, target).With("Host", host);

    public TestRequest With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    public TestRequest WithBody(string body) => this with { Body = Encoding.UTF8.GetBytes(body) };

    public TestRequest Without(string name) =>
        this with { Headers = [.. Headers.Where(header => !header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))] };

    public TestRequest Replace(string name, Func<string, string> change) => this with
    {
        Headers = [.. Headers.Select(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase) ? (header.Name, change(header.Value)) : header)],
    };

    public string this[string name] => Headers.Single(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public SignedRequest ToSignedRequest()
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in Headers) headers[name] = StringValues.Concat(headers[name], value);
        return new SignedRequest(Method, Target, headers);
    }

    /// <summary>Runs both steps of the verifier.</summary>
    /// <returns>The access key, the error, or neither when the request carries no signature.</returns>
    public SigV4Verdict VerifyWith(SigV4Verifier verifier, DateTimeOffset now)
    {
        var request = ToSignedRequest();
        if (!verifier.Inspect(request, now, out var authorization, out var error)) return new SigV4Verdict(null, error);
        var hash = PayloadHash.Of(Body);
        return verifier.Verify(request, authorization, hash, now);
    }
}

/// <summary>The fixtures that most tests of this folder share.</summary>
internal static class Example
{
    public const string Timestamp = "20260115T120000Z";

    public static ConnectivityPrincipal Alice { get; } = new("arn:aws:iam::123456789012:user/ops/alice");

    public static DateTimeOffset Now { get; } = At(Timestamp);

    public static AccessKey Key(string? token = null, DateTimeOffset? expires = null) =>
        new(SlowSigner.Example.KeyId, SlowSigner.Example.Secret, Alice, token) { Expires = expires };

    public static SigV4Options Options(params AccessKey[] keys)
    {
        var options = new SigV4Options();
        foreach (var key in keys.Length == 0 ? [Key()] : keys) options.AccessKeys.Add(key);
        return options;
    }

    public static SigV4Verifier Verifier(params AccessKey[] keys) => new(Options(keys));

    public static DateTimeOffset At(string timestamp) =>
        DateTimeOffset.ParseExact(timestamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public static void AssertGood(SigV4Verdict verdict, string keyId = "AKIDEXAMPLE")
    {
        Assert.Null(verdict.Error);
        Assert.Equal(keyId, verdict.Key?.Id);
    }

    public static void AssertRefused(AwsErrorCode code, string message, SigV4Verdict verdict)
    {
        Assert.Null(verdict.Key);
        Assert.Equal(new AwsError(code, message), verdict.Error);
    }

    public static void AssertWrongSignature(SigV4Verdict verdict) => AssertRefused(
        AwsErrorCode.InvalidSignature,
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. "
        + "Consult the service documentation for details.",
        verdict);
}
