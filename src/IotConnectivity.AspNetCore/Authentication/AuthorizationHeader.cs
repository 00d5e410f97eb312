using System.Globalization;
using System.Text;
using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Reads the header form of a signature.</summary>
internal static class AuthorizationHeader
{
    private const string SchemePrefix = "AWS4-";

    /// <summary>Says whether a request claims to be signed in its Authorization header, with whatever algorithm; other schemes are none of our business.</summary>
    public static bool IsPresent(IHeaderDictionary headers) =>
        headers.Authorization is { Count: > 0 } values && values[0]?.StartsWith(SchemePrefix, StringComparison.Ordinal) == true;

    /// <summary>Cuts the header into its parts.</summary>
    /// <returns>The error to answer with, which names all that is missing at once, or <see langword="null"/>.</returns>
    public static AwsError? Read(IHeaderDictionary headers, out SigV4Parts parts)
    {
        parts = default;
        if (headers.Authorization.Count != 1) return SigV4Errors.Incomplete("Authorization header must be sent exactly once.");
        var text = headers.Authorization[0].AsMemory();
        if (text.Length > SigV4Limits.MaxAuthorizationLength)
        {
            return SigV4Errors.Incomplete($"Authorization header must have at most {SigV4Limits.MaxAuthorizationLength} characters.");
        }

        var blank = text.Span.IndexOf(' ');
        var algorithm = blank < 0 ? text.Span : text.Span[..blank];
        if (algorithm is not SigV4Defaults.Algorithm) return SigV4Errors.UnknownAlgorithm(algorithm);
        if (blank >= 0 && ReadPairs(text[(blank + 1)..], ref parts) is { } error) return error;
        return ReadHeaders(headers, ref parts) ?? CheckComplete(parts);
    }

    private static AwsError? ReadPairs(ReadOnlyMemory<char> text, ref SigV4Parts parts)
    {
        foreach (var range in text.Span.Split(','))
        {
            var pair = text[range].Trim(' ');
            var equals = pair.Span.IndexOf('=');
            if (equals < 0) return SigV4Errors.Incomplete($"'{SigV4Errors.Quote(pair.Span)}' not a valid key=value pair (missing equal-sign) in Authorization header.");
            var value = pair[(equals + 1)..];
            var name = pair.Span[..equals];
            var isNew = name switch
            {
                "Credential" => IsUnset(parts.Credential),
                "SignedHeaders" => IsUnset(parts.SignedHeaders),
                "Signature" => IsUnset(parts.Signature),
                _ => false,
            };
            if (!isNew) return SigV4Errors.Incomplete($"'{SigV4Errors.Quote(name)}' is unknown or repeated in Authorization header.");
            parts = name switch
            {
                "Credential" => parts with { Credential = value },
                "SignedHeaders" => parts with { SignedHeaders = value },
                _ => parts with { Signature = value },
            };
        }

        return null;
    }

    private static AwsError? ReadHeaders(IHeaderDictionary headers, ref SigV4Parts parts)
    {
        if (headers.TryGetValue(HeaderNames.AmzSecurityToken, out var token))
        {
            if (token.Count != 1) return SigV4Errors.Incomplete("'X-Amz-Security-Token' must be sent exactly once.");
            parts = parts with { SessionToken = token[0].AsMemory() };
        }

        // X-Amz-Date wins over Date: clients that cannot set Date send the former.
        var (name, stamps) = headers.TryGetValue(HeaderNames.AmzDate, out var amzDate) ? ("X-Amz-Date", amzDate) : ("Date", headers.Date);
        if (stamps.Count > 1) return SigV4Errors.Incomplete($"'{name}' must be sent exactly once.");
        var stamp = stamps.Count == 0 ? null : stamps[0];
        parts = parts with { Timestamp = name == "Date" && TryParseHttpDate(stamp, out var basic) ? basic.AsMemory() : stamp.AsMemory() };
        return null;
    }

    private static bool TryParseHttpDate(string? text, out string basic)
    {
        var isDate = DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
        basic = isDate ? AmzDate.ToText(date.ToUnixTimeSeconds()) : string.Empty;
        return isDate;
    }

    private static AwsError? CheckComplete(in SigV4Parts parts)
    {
        if (!parts.Credential.IsEmpty && !parts.Signature.IsEmpty && !parts.SignedHeaders.IsEmpty && !parts.Timestamp.IsEmpty) return null;
        var missing = new StringBuilder();
        if (parts.Credential.IsEmpty) missing.Append("Authorization header requires 'Credential' parameter. ");
        if (parts.Signature.IsEmpty) missing.Append("Authorization header requires 'Signature' parameter. ");
        if (parts.SignedHeaders.IsEmpty) missing.Append("Authorization header requires 'SignedHeaders' parameter. ");
        if (parts.Timestamp.IsEmpty) missing.Append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        return SigV4Errors.Incomplete(missing.ToString(0, missing.Length - 1));
    }

    // An empty value is "set" for this purpose: its memory starts in a string, the default does not.
    private static bool IsUnset(ReadOnlyMemory<char> part) => part.Equals(default);
}
