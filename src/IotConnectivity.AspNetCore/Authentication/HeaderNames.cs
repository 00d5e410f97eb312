using System.Collections.Frozen;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>The header names that signers sign, as strings that need not be made again for every request.</summary>
internal static class HeaderNames
{
    public const string Authorization = "Authorization";
    public const string AmzDate = "x-amz-date";
    public const string AmzContentSha256 = "x-amz-content-sha256";
    public const string AmzSecurityToken = "x-amz-security-token";
    public const string Authority = ":authority";
    public const string Date = "date";
    public const string Host = "host";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = new[]
    {
        Host, AmzDate, AmzContentSha256, AmzSecurityToken, Date,
        "accept", "accept-encoding", "amz-sdk-invocation-id", "amz-sdk-request", "amz-sdk-retry", "connection", "content-encoding", "content-length",
        "content-md5", "content-type", "user-agent", "x-amz-target", "x-amz-user-agent", "x-amzn-trace-id",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Gets a name as a string; allocates only for names that no SDK signs. HTTP/2's <c>:authority</c> is the host.</summary>
    public static string Resolve(ReadOnlySpan<char> name) =>
        name is Authority ? Host : Known.TryGetValue(name, out var known) ? known : name.ToString();
}
