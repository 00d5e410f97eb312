using System.Text;
using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Reads the query form of a signature. Parameter names are as AWS spells them; upper and lower case differ.</summary>
internal static class PresignedQuery
{
    private const string Prefix = "X-Amz-";

    private static readonly string[] Names =
    [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        CanonicalQuery.SignatureName,
        "X-Amz-SignedHeaders",
        "X-Amz-Date",
        "X-Amz-Expires",
    ];

    /// <summary>Says whether a raw query claims to be signed.</summary>
    public static bool IsPresent(ReadOnlySpan<char> query)
    {
        if (!query.Contains(Prefix, StringComparison.Ordinal)) return false;
        foreach (var range in query.Split('&'))
        {
            if (NameOf(query[range]) is "X-Amz-Algorithm" or "X-Amz-Credential" or CanonicalQuery.SignatureName) return true;
        }

        return false;
    }

    /// <summary>Picks the parts out of a raw query whose limits and percent signs are checked.</summary>
    /// <returns>The error to answer with, which names all that is missing at once, or <see langword="null"/>.</returns>
    public static AwsError? Read(ReadOnlySpan<char> query, out SigV4Parts parts)
    {
        parts = default;
        var values = new string?[Names.Length];
        string? token = null;
        foreach (var range in query.Split('&'))
        {
            var part = query[range];
            var name = NameOf(part);
            if (!name.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            ref var slot = ref token;
            if (name is not "X-Amz-Security-Token")
            {
                var index = IndexOf(name);
                if (index < 0) continue;
                slot = ref values[index];
            }

            if (slot is not null) return SigV4Errors.Incomplete($"AWS query-string parameters must include '{name}' only once. Re-examine the query-string parameters.");
            slot = part.Length == name.Length ? string.Empty : Uri.UnescapeDataString(part[(name.Length + 1)..]);
        }

        if (CheckComplete(values) is { } error) return error;
        if (values[0] != SigV4Defaults.Algorithm) return SigV4Errors.UnknownAlgorithm(values[0]);
        parts = new SigV4Parts
        {
            IsPresigned = true,
            Credential = values[1].AsMemory(),
            Signature = values[2].AsMemory(),
            SignedHeaders = values[3].AsMemory(),
            Timestamp = values[4].AsMemory(),
            Expires = values[5].AsMemory(),
            SessionToken = token.AsMemory(),
        };
        return null;
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> part)
    {
        var equals = part.IndexOf('=');
        return equals < 0 ? part : part[..equals];
    }

    private static int IndexOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i])) return i;
        }

        return -1;
    }

    private static AwsError? CheckComplete(string?[] values)
    {
        var missing = new StringBuilder();
        for (var i = 0; i < Names.Length; i++)
        {
            if (string.IsNullOrEmpty(values[i])) missing.Append($"AWS query-string parameters must include '{Names[i]}'. ");
        }

        return missing.Length == 0 ? null : SigV4Errors.Incomplete(missing.Append("Re-examine the query-string parameters.").ToString());
    }
}
