using System.Buffers;
using System.Globalization;
using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Authentication;

internal sealed partial class SigV4Verifier
{
    private static readonly SearchValues<char> HeaderNameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.!#$%&'*+^`|~");

    /// <summary>Checks all that depends on neither secret nor body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The time.</param>
    /// <param name="authorization">What to hand to <see cref="Verify"/>.</param>
    /// <param name="error">What to answer, when this returns <see langword="false"/>; <see langword="null"/> when the request carries no signature at all.</param>
    public bool Inspect(in SignedRequest request, DateTimeOffset now, out SigV4Authorization authorization, out AwsError? error)
    {
        authorization = default;
        error = ReadParts(request, out var parts);
        if (error is not null || parts.Signature.IsEmpty) return false;
        error = AmzDate.TryParse(parts.Timestamp.Span, out var timestamp)
            ? ReadScope(parts, timestamp, out authorization)
                ?? CheckSignedHeaders(request.Headers, authorization)
                ?? CheckTime(parts, timestamp, now)
            : SigV4Errors.Incomplete($"Date must be in ISO-8601 'basic format'. Got '{SigV4Errors.Quote(parts.Timestamp.Span)}'.");
        return error is null;
    }

    private static AwsError? ReadParts(in SignedRequest request, out SigV4Parts parts)
    {
        parts = default;
        var inHeader = AuthorizationHeader.IsPresent(request.Headers);
        if (!RequestTarget.TrySplit(request.RawTarget, out var path, out var query)) return inHeader ? SigV4Errors.WrongSignature : null;
        var inQuery = PresignedQuery.IsPresent(query);
        if (!inHeader && !inQuery) return null;
        if (inQuery && request.Headers.Authorization.Count > 0) return SigV4Errors.BothForms;
        if (RequestTarget.Check(path) is { } ambiguous) return ambiguous;
        if (CanonicalQuery.Check(query) is { } malformed) return malformed;
        return inHeader ? AuthorizationHeader.Read(request.Headers, out parts) : PresignedQuery.Read(query, out parts);
    }

    private AwsError? ReadScope(in SigV4Parts parts, AmzDate timestamp, out SigV4Authorization authorization)
    {
        authorization = default;
        var credential = parts.Credential;
        Span<Range> cuts = stackalloc Range[5];
        if (!TryCutFromRight(credential.Span, cuts))
        {
            return SigV4Errors.Incomplete(
                $"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{SigV4Errors.Quote(credential.Span)}'");
        }

        var day = credential[cuts[1]].Span;
        if (!day.SequenceEqual(parts.Timestamp.Span[..8]))
        {
            return SigV4Errors.InvalidSignature(
                $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{SigV4Errors.Quote(day)}' != "
                + $"'{parts.Timestamp.Span[..8]}', from '{parts.Timestamp.Span}'.");
        }

        var region = credential[cuts[2]].Span;
        var service = FindService(credential[cuts[3]].Span);
        var isTerminated = credential[cuts[4]].Span is "aws4_request";
        if (!region.SequenceEqual(_region) || service is null || !isTerminated) return WrongScope(region, service, isTerminated);

        authorization = new SigV4Authorization
        {
            IsPresigned = parts.IsPresigned,
            AccessKeyId = credential[cuts[0]],
            Scope = credential[cuts[1].Start..],
            Region = _region,
            Service = service,
            SignedHeaders = parts.SignedHeaders,
            Signature = parts.Signature,
            SessionToken = parts.SessionToken,
            TimestampText = parts.Timestamp,
            Timestamp = timestamp,
        };
        return null;
    }

    /// <summary>Cuts at the last four slashes: an access key id may have slashes of its own.</summary>
    private static bool TryCutFromRight(ReadOnlySpan<char> credential, Span<Range> cuts)
    {
        var end = credential.Length;
        for (var i = cuts.Length - 1; i > 0; i--)
        {
            var slash = credential[..end].LastIndexOf('/');
            if (slash < 0) return false;
            cuts[i] = (slash + 1)..end;
            end = slash;
        }

        cuts[0] = ..end;
        return end > 0;
    }

    private string? FindService(ReadOnlySpan<char> service)
    {
        foreach (var accepted in _services)
        {
            if (service.SequenceEqual(accepted)) return accepted;
        }

        return null;
    }

    private AwsError WrongScope(ReadOnlySpan<char> region, string? service, bool isTerminated)
    {
        var message = region.SequenceEqual(_region) ? string.Empty : $"Credential should be scoped to a valid region, not '{SigV4Errors.Quote(region)}'. ";
        if (service is null) message += $"Credential should be scoped to correct service: '{_services[0]}'. ";
        if (!isTerminated) message += "Credential should be scoped with a valid terminator: 'aws4_request'";
        return SigV4Errors.InvalidSignature(message);
    }

    private AwsError? CheckSignedHeaders(IHeaderDictionary headers, in SigV4Authorization authorization)
    {
        var names = authorization.SignedHeaders.Span;
        if (names.Count(';') >= SigV4Limits.MaxSignedHeaders)
        {
            return SigV4Errors.Incomplete($"'SignedHeaders' must name at most {SigV4Limits.MaxSignedHeaders} headers.");
        }

        ReadOnlySpan<char> previous = default;
        bool host = false, date = false, token = false, hash = false;
        foreach (var range in names.Split(';'))
        {
            var name = names[range];
            if (name.IsEmpty || (name.ContainsAnyExcept(HeaderNameCharacters) && name is not HeaderNames.Authority))
            {
                return SigV4Errors.InvalidSignature($"'SignedHeaders' must be lower-case header names, got '{SigV4Errors.Quote(name)}'.");
            }

            if (name.SequenceCompareTo(previous) <= 0) return SigV4Errors.InvalidSignature("'SignedHeaders' must be sorted, each header once.");
            previous = name;
            host |= name is HeaderNames.Host or HeaderNames.Authority;
            date |= name is HeaderNames.AmzDate || (name is HeaderNames.Date && !headers.ContainsKey(HeaderNames.AmzDate));
            token |= name is HeaderNames.AmzSecurityToken;
            hash |= name is HeaderNames.AmzContentSha256;
        }

        if (!host) return SigV4Errors.HostNotSigned;
        if (!date && !authorization.IsPresigned) return SigV4Errors.HeaderNotSigned("X-Amz-Date");
        if (!token && headers.ContainsKey(HeaderNames.AmzSecurityToken)) return SigV4Errors.HeaderNotSigned("X-Amz-Security-Token");
        if (!hash && headers.ContainsKey(HeaderNames.AmzContentSha256)) return SigV4Errors.HeaderNotSigned("X-Amz-Content-Sha256");
        return _requireSignedAmzHeaders ? CheckAmzHeaders(headers, names) : null;
    }

    private static AwsError? CheckAmzHeaders(IHeaderDictionary headers, ReadOnlySpan<char> names)
    {
        foreach (var header in headers)
        {
            if (!header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)) continue;
            var isSigned = false;
            foreach (var range in names.Split(';')) isSigned |= names[range].Equals(header.Key, StringComparison.OrdinalIgnoreCase);
            if (!isSigned) return SigV4Errors.HeaderNotSigned(SigV4Errors.Quote(header.Key));
        }

        return null;
    }

    private AwsError? CheckTime(in SigV4Parts parts, AmzDate timestamp, DateTimeOffset now)
    {
        var limit = _clockSkew;
        if (parts.IsPresigned)
        {
            var maxSeconds = (long)_maxPresignedLifetime.TotalSeconds;
            if (!long.TryParse(parts.Expires.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < 1 || seconds > maxSeconds)
            {
                return SigV4Errors.Incomplete(
                    $"'X-Amz-Expires' must be a whole number of seconds from 1 to {maxSeconds}, got '{SigV4Errors.Quote(parts.Expires.Span)}'.");
            }

            limit = TimeSpan.FromSeconds(seconds);
        }

        // Both clocks in whole seconds, as the texts of the errors show them.
        var nowSeconds = now.ToUnixTimeSeconds();
        if (timestamp.UnixSeconds < nowSeconds - (long)limit.TotalSeconds) return SigV4Errors.Expired(timestamp, nowSeconds, limit);
        return timestamp.UnixSeconds > nowSeconds + (long)_clockSkew.TotalSeconds ? SigV4Errors.NotYetCurrent(timestamp, nowSeconds, _clockSkew) : null;
    }
}
