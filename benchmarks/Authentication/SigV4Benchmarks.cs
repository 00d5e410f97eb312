using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using IotConnectivity.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.Benchmarks.Authentication;

/// <summary>What does it cost to verify a signed status query, beyond the hashing that no verifier can do without?</summary>
[MemoryDiagnoser]
public class SigV4Benchmarks
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Timestamp = "20260115T120000Z";
    private const string Scope = "20260115/us-east-1/iot/aws4_request";
    private const string SignedHeaders = "content-length;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-user-agent";

    private readonly byte[] _body = """{"includeSocketInformation":true}"""u8.ToArray();
    private DateTimeOffset _now;
    private SigV4Verifier _verifier = null!;
    private SignedRequest _known;
    private SignedRequest _unknown;
    private byte[] _canonical = null!;
    private byte[] _stringToSign = null!;
    private byte[] _signingKey = null!;

    [GlobalSetup]
    public void Setup()
    {
        _now = DateTimeOffset.ParseExact(Timestamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var options = new SigV4Options();
        options.AccessKeys.Add(new AccessKey("AKIDEXAMPLE", Secret, new ConnectivityPrincipal("arn:aws:iam::123456789012:user/alice")));
        _verifier = new SigV4Verifier(options);
        _signingKey = SigningKeyCache.Derive(Encoding.UTF8.GetBytes("AWS4" + Secret), 20260115, "us-east-1", "iot");
        _known = Request("AKIDEXAMPLE");
        _unknown = Request("AKIDUNKNOWN");
        if (!VerifyKnownKey() || VerifyUnknownKey()) throw new InvalidOperationException("the verifier and the baseline disagree");
    }

    /// <summary>The least that any verifier does: two SHA-256 and one HMAC over texts that are already there.</summary>
    [Benchmark(Baseline = true)]
    public byte MinimumCryptography()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_body, hash);
        SHA256.HashData(_canonical, hash);
        HMACSHA256.HashData(_signingKey, _stringToSign, hash);
        return hash[0];
    }

    [Benchmark]
    public bool VerifyKnownKey() => Verify(_known).IsGood;

    /// <summary>Has to take as long as a known key, or the ids that exist could be found out.</summary>
    [Benchmark]
    public bool VerifyUnknownKey() => Verify(_unknown).IsGood;

    /// <summary>What the cache of signing keys saves per request.</summary>
    [Benchmark]
    public byte DeriveSigningKey() => SigningKeyCache.Derive("AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"u8, 20260115, "us-east-1", "iot")[0];

    private SigV4Verdict Verify(in SignedRequest request)
    {
        if (!_verifier.Inspect(request, _now, out var authorization, out var error)) return new SigV4Verdict(null, error);
        var hash = PayloadHash.Of(_body);
        return _verifier.Verify(request, authorization, hash, _now);
    }

    private SignedRequest Request(string keyId)
    {
        var bodyHash = SHA256.HashData(_body);
        var headers = new HeaderDictionary
        {
            ["Host"] = "iot.us-east-1.amazonaws.com",
            ["Content-Type"] = "application/json",
            ["Content-Length"] = _body.Length.ToString(CultureInfo.InvariantCulture),
            ["X-Amz-Date"] = Timestamp,
            ["X-Amz-User-Agent"] = "aws-sdk-js/3.700.0",
            ["X-Amz-Content-Sha256"] = Convert.ToHexStringLower(bodyHash),
            ["User-Agent"] = "aws-sdk-js/3.700.0 ua/2.0 os/linux lang/js",
        };
        var request = new SignedRequest("POST", "/things/pump%3A17/connectivity-data", headers);
        var text = new Utf8Buffer(1024);
        _ = CanonicalRequest.Append(ref text, request, SignedHeaders, bodyHash);
        _canonical = text.Written.ToArray();
        text.Clear();
        CanonicalRequest.AppendStringToSign(ref text, Timestamp, Scope, SHA256.HashData(_canonical));
        _stringToSign = text.Written.ToArray();
        text.Dispose();
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(_signingKey, _stringToSign));
        headers["Authorization"] = $"AWS4-HMAC-SHA256 Credential={keyId}/{Scope}, SignedHeaders={SignedHeaders}, Signature={signature}";
        return request;
    }
}
