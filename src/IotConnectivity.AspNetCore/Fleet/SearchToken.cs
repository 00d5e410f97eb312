using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Fleet;

/// <summary>The page tokens of SearchIndex: the last name of a page, bound to the request as it was sent. Stateless, and any server with the same things takes them.</summary>
/// <remarks>
/// Base64url of the fingerprint of the request, the name, and a check sum of both. Neither is a secret: whoever makes a token up gets a page that they may ask for anyway.
/// Parameters that are left out are not those that are sent with their default, as in AWS IoT.
/// </remarks>
internal static class SearchToken
{
    private const int FingerprintBytes = 8;
    private const int MaxTokenLength = 4 * (ThingName.MaxLength + (2 * FingerprintBytes)) / 3 + 4;

    private static readonly AwsError Invalid = new(AwsErrorCode.InvalidRequest, "Invalid nextToken");
    private static readonly AwsError OfAnotherRequest = new(AwsErrorCode.InvalidRequest, "nextToken was from a request with different parameters");

    public static string Write(IndexRequest request, string lastName)
    {
        byte[] body = [.. Fingerprint(request), .. Encoding.ASCII.GetBytes(lastName)];
        return Base64Url.EncodeToString([.. body, .. CheckSum(body)]);
    }

    /// <summary>Reads the name out of a token; no token is the first page.</summary>
    public static AwsError? Read(IndexRequest request, string? token, out string? lastName)
    {
        lastName = null;
        if (token is null) return null;
        if (token.Length > MaxTokenLength || !Base64Url.IsValid(token)) return Invalid;
        var bytes = Base64Url.DecodeFromChars(token).AsSpan();
        if (bytes.Length <= 2 * FingerprintBytes || !CheckSum(bytes[..^FingerprintBytes]).SequenceEqual(bytes[^FingerprintBytes..])) return Invalid;
        if (!Fingerprint(request).SequenceEqual(bytes[..FingerprintBytes])) return OfAnotherRequest;
        lastName = Encoding.ASCII.GetString(bytes[FingerprintBytes..^FingerprintBytes]);
        return null;
    }

    private static ReadOnlySpan<byte> CheckSum(ReadOnlySpan<byte> body) => SHA256.HashData(body).AsSpan(0, FingerprintBytes);

    // With lengths, so that no two requests read alike; none is different from an empty one.
    private static ReadOnlySpan<byte> Fingerprint(IndexRequest request)
    {
        var text = new StringBuilder();
        foreach (var part in new[] { request.QueryString, request.IndexName, request.QueryVersion }) text.Append(part?.Length ?? -1).Append(':').Append(part);
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, FingerprintBytes);
    }
}
