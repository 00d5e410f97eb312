using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>The two texts that a signature is made of.</summary>
/// <remarks>Source: IAM User Guide, "Create a signed AWS API request".</remarks>
internal static class CanonicalRequest
{
    /// <summary>Writes the canonical request.</summary>
    /// <returns>The error to answer with when a signed header is not in the request, or <see langword="null"/>.</returns>
    public static AwsError? Append(ref Utf8Buffer buffer, in SignedRequest request, ReadOnlySpan<char> signedHeaders, ReadOnlySpan<byte> payloadHash)
    {
        _ = RequestTarget.TrySplit(request.RawTarget, out var path, out var query);
        buffer.Append(request.Method);
        buffer.Append((byte)'\n');
        CanonicalPath.Append(ref buffer, path);
        buffer.Append((byte)'\n');
        CanonicalQuery.Append(ref buffer, query);
        buffer.Append((byte)'\n');
        if (CanonicalHeaders.Append(ref buffer, request.Headers, signedHeaders) is { } error) return error;
        buffer.Append((byte)'\n');
        buffer.Append(signedHeaders);
        buffer.Append((byte)'\n');
        buffer.AppendHex(payloadHash);
        return null;
    }

    /// <summary>Writes the text that is signed in the end.</summary>
    public static void AppendStringToSign(
        ref Utf8Buffer buffer, ReadOnlySpan<char> timestamp, ReadOnlySpan<char> scope, ReadOnlySpan<byte> requestHash)
    {
        buffer.Append("AWS4-HMAC-SHA256\n"u8);
        buffer.Append(timestamp);
        buffer.Append((byte)'\n');
        buffer.Append(scope);
        buffer.Append((byte)'\n');
        buffer.AppendHex(requestHash);
    }
}
