using System.Buffers;
using System.Security.Cryptography;
using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Verifies signatures, in two steps around the reading of the body. Any thread may use it.</summary>
/// <remarks>
/// <see cref="Inspect"/> makes the cheap checks that depend on no secret, so that most bad requests end before their body is read. <see cref="Verify"/>
/// does the same work for known and unknown keys: an unknown one is checked against a secret that nobody knows, then refused.
/// Whether AWS looks at the clock before the key is not documented; clients cannot tell.
/// </remarks>
internal sealed partial class SigV4Verifier
{
    private const int UsualCanonicalLength = 1024;

    // Same shape as a real key, and random in each process.
    private static readonly AccessKey NobodysKey = new(
        "unknown", RandomNumberGenerator.GetHexString(40), new ConnectivityPrincipal("arn:aws:iam::000000000000:user/unknown"));

    private readonly IAccessKeySource _keys;
    private readonly string _region;
    private readonly string[] _services;
    private readonly TimeSpan _clockSkew;
    private readonly TimeSpan _maxPresignedLifetime;
    private readonly long _maxBodyBytes;
    private readonly bool _requireSignedAmzHeaders;
    private int _unprovenBodies;

    public SigV4Verifier(SigV4Options options)
    {
        _keys = options.KeySource ?? new InMemoryAccessKeys(options.AccessKeys);
        _region = options.Region;
        _services = [.. options.Services];
        _clockSkew = options.ClockSkew;
        _maxPresignedLifetime = options.MaxPresignedLifetime;
        _maxBodyBytes = options.MaxBodyBytes;
        _requireSignedAmzHeaders = options.RequireSignedAmzHeaders;
    }

    /// <summary>Checks the signature against the whole request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="authorization">What <see cref="Inspect"/> found.</param>
    /// <param name="payloadHash">SHA-256 of the body as it was on the wire.</param>
    /// <param name="now">The time, for keys that expire.</param>
    public SigV4Verdict Verify(in SignedRequest request, in SigV4Authorization authorization, ReadOnlySpan<byte> payloadHash, DateTimeOffset now)
    {
        if (!IsDeclaredHash(request.Headers, payloadHash)) return SigV4Errors.WrongSignature;

        var key = _keys.Find(authorization.AccessKeyId.Span);
        var isToken = (key ?? NobodysKey).IsSessionToken(authorization.SessionToken.Span);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (Sign(request, authorization, payloadHash, key ?? NobodysKey, expected) is { } error) return error;
        Span<byte> presented = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var isSignature = TryReadSignature(authorization.Signature.Span, presented) & CryptographicOperations.FixedTimeEquals(expected, presented);

        if (key is null || !isToken) return SigV4Errors.UnknownClient;
        if (!isSignature) return SigV4Errors.WrongSignature;
        return key.Expires <= now ? SigV4Errors.ExpiredToken : key;
    }

    private static AwsError? Sign(
        in SignedRequest request, in SigV4Authorization authorization, ReadOnlySpan<byte> payloadHash, AccessKey key, Span<byte> signature)
    {
        var buffer = new Utf8Buffer(UsualCanonicalLength);
        try
        {
            if (CanonicalRequest.Append(ref buffer, request, authorization.SignedHeaders.Span, payloadHash) is { } error) return error;
            Span<byte> requestHash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(buffer.Written, requestHash);
            buffer.Clear();
            CanonicalRequest.AppendStringToSign(ref buffer, authorization.TimestampText.Span, authorization.Scope.Span, requestHash);
            var signingKey = key.SigningKeys.Get(authorization.Timestamp.Day, authorization.Region, authorization.Service);
            HMACSHA256.HashData(signingKey, buffer.Written, signature);
            return null;
        }
        finally
        {
            buffer.Dispose();
        }
    }

    /// <summary>A signed header that lies about the body would leave the body unprotected; it also rules out <c>UNSIGNED-PAYLOAD</c> and <c>STREAMING-…</c>.</summary>
    private static bool IsDeclaredHash(IHeaderDictionary headers, ReadOnlySpan<byte> payloadHash)
    {
        if (!headers.TryGetValue(HeaderNames.AmzContentSha256, out var declared)) return true;
        Span<char> hex = stackalloc char[SHA256.HashSizeInBytes * 2];
        return Convert.TryToHexStringLower(payloadHash, hex, out _) && declared.Count == 1 && hex.SequenceEqual(declared[0]);
    }

    private static bool TryReadSignature(ReadOnlySpan<char> hex, Span<byte> signature) =>
        hex.Length == signature.Length * 2
        && !hex.ContainsAnyInRange('A', 'F')
        && Convert.FromHexString(hex, signature, out _, out _) == OperationStatus.Done;
}
