using System.Buffers;

namespace IotConnectivity.AspNetCore.Errors;

/// <summary>The target of a request as it was on the wire, and whether its path can be read in one way only.</summary>
/// <remarks>
/// A signature covers the path with empty and dot segments removed, routing sees the path after decoding. Where the two can differ, a request signed for one
/// resource would reach another. So paths with empty, <c>.</c> or <c>..</c> segments, however encoded, and with an encoded slash are refused; no SDK sends
/// them on purpose, and for all other paths both readings are the same.
/// </remarks>
internal static class RequestTarget
{
    private static readonly SearchValues<string> EncodedSlash = SearchValues.Create(["%2f"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Cuts a raw target into its path and its query, both still percent-encoded.</summary>
    /// <returns><see langword="false"/> when the target has no path that could be routed, as in <c>OPTIONS *</c>.</returns>
    public static bool TrySplit(string rawTarget, out ReadOnlySpan<char> path, out ReadOnlySpan<char> query)
    {
        path = rawTarget;
        query = default;
        if (!path.StartsWith('/'))
        {
            var authority = path.IndexOf("://", StringComparison.Ordinal);
            if (authority <= 0 || path[..authority].ContainsAny("/?")) return false;
            path = path[(authority + 3)..];
            var end = path.IndexOfAny('/', '?');
            path = end < 0 ? default : path[end..];
        }

        var mark = path.IndexOf('?');
        if (mark >= 0)
        {
            query = path[(mark + 1)..];
            path = path[..mark];
        }

        if (path.IsEmpty) path = "/";
        return true;
    }

    /// <summary>Checks that a raw path has one reading.</summary>
    /// <returns>The error to answer with, or <see langword="null"/> when the path is fine.</returns>
    public static AwsError? Check(ReadOnlySpan<char> path)
    {
        if (path.ContainsAny(EncodedSlash)) return Invalid("the path has an encoded `/` within a segment, expected a name without slashes");
        if (path.EndsWith('/')) path = path[..^1];
        if (path.IsEmpty) return null;
        ReadOnlySpan<char> previous = default;
        foreach (var range in path[1..].Split('/'))
        {
            var segment = path[1..][range];
            if (segment.IsEmpty) return EmptyLabel(previous);
            if (IsDots(segment)) return Invalid("the path has a `.` or `..` segment, expected a name");
            previous = segment;
        }

        return null;
    }

    /// <summary>Checks that a path which <see cref="Check"/> found good does not end in a slash, which is how an SDK sends an empty name.</summary>
    /// <remarks>It is signed as it stands, but routing ignores the slash: a call about one thing without a name would list them all.</remarks>
    /// <returns>The error to answer with, or <see langword="null"/>.</returns>
    public static AwsError? CheckEnd(ReadOnlySpan<char> path)
    {
        if (path.Length == 1 || !path.EndsWith('/')) return null;
        path = path[..^1];
        return EmptyLabel(path[(path.LastIndexOf('/') + 1)..]);
    }

    private static bool IsDots(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        while (!segment.IsEmpty)
        {
            var length = segment[0] == '.' ? 1 : segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
            if (length == 0 || ++dots > 2) return false;
            segment = segment[length..];
        }

        return true;
    }

    private static AwsError EmptyLabel(ReadOnlySpan<char> collection)
    {
        var member = collection switch
        {
            "things" => "thingName",
            "thing-groups" or "dynamic-thing-groups" => "thingGroupName",
            "thing-types" => "thingTypeName",
            "indices" => "indexName",
            "security-profiles" => "securityProfileName",
            "actions" => "actionName",
            "tasks" => "taskId",
            "verification-state" => "violationId",
            _ => "path",
        };
        return Invalid($"1 validation error detected: Value '' at '{member}' failed to satisfy constraint: Member must have length greater than or equal to 1");
    }

    private static AwsError Invalid(string message) => new(AwsErrorCode.InvalidRequest, message);
}
