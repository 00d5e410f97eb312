namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>The path line of a canonical request, by the rule of every service except S3.</summary>
/// <remarks>
/// The path is normalised as it was on the wire and then encoded once more, so <c>%3A</c> becomes <c>%253A</c>. The verifier refuses paths that
/// normalising would change (<see cref="Errors.RequestTarget"/>); the rule is complete here all the same, so that it can be held against AWS's test suite.
/// </remarks>
internal static class CanonicalPath
{
    /// <summary>Writes the canonical form of a raw path.</summary>
    public static void Append(ref Utf8Buffer buffer, ReadOnlySpan<char> path)
    {
        if (path.Contains("//", StringComparison.Ordinal) || path.Contains("/.", StringComparison.Ordinal))
        {
            PercentEncoding.AppendPath(ref buffer, Normalize(path));
        }
        else
        {
            PercentEncoding.AppendPath(ref buffer, path);
        }
    }

    private static string Normalize(ReadOnlySpan<char> path)
    {
        var kept = new List<string>();
        foreach (var range in path.Split('/'))
        {
            var segment = path[range];
            if (segment is "..")
            {
                if (kept.Count > 0) kept.RemoveAt(kept.Count - 1);
            }
            else if (segment is not ("" or "."))
            {
                kept.Add(segment.ToString());
            }
        }

        var normal = "/" + string.Join('/', kept);
        return kept.Count > 0 && path.EndsWith('/') ? normal + "/" : normal;
    }
}
