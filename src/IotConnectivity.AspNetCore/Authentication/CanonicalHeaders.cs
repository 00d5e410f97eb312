using System.Buffers;
using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>The header lines of a canonical request: the signed headers, in their order, with blanks made one.</summary>
internal static class CanonicalHeaders
{
    // Line ends are here for folded headers, which Kestrel refuses and other servers hand on.
    private static readonly SearchValues<char> Blank = SearchValues.Create(" \t\r\n");

    /// <summary>Writes one line for each signed header.</summary>
    /// <returns>The error to answer with when a signed header is not in the request, or <see langword="null"/>.</returns>
    public static AwsError? Append(ref Utf8Buffer buffer, IHeaderDictionary headers, ReadOnlySpan<char> signedHeaders)
    {
        foreach (var range in signedHeaders.Split(';'))
        {
            var name = signedHeaders[range];
            if (!headers.TryGetValue(HeaderNames.Resolve(name), out var values) || values.Count == 0)
            {
                return SigV4Errors.SignedHeaderMissing(name);
            }

            buffer.Append(name);
            buffer.Append((byte)':');
            for (var i = 0; i < values.Count; i++)
            {
                // Repeated headers are joined in the order of their arrival.
                if (i > 0) buffer.Append((byte)',');
                AppendValue(ref buffer, values[i]);
            }

            buffer.Append((byte)'\n');
        }

        return null;
    }

    private static void AppendValue(ref Utf8Buffer buffer, ReadOnlySpan<char> value)
    {
        var separate = false;
        while (!value.IsEmpty)
        {
            var blank = value.IndexOfAny(Blank);
            var word = blank < 0 ? value : value[..blank];
            if (!word.IsEmpty)
            {
                if (separate) buffer.Append((byte)' ');
                separate = true;
                buffer.Append(word);
            }

            value = blank < 0 ? default : value[(blank + 1)..];
        }
    }
}
