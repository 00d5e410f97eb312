namespace IotConnectivity.Policies.Parsing;

/// <summary>Finds what the author of a misspelled name probably meant.</summary>
internal static class NearestName
{
    private const int LongestName = 64;

    /// <summary>Ends a message with the nearest name, or with the given list of names when none is near.</summary>
    internal static string Suggest(string name, IEnumerable<string> known, string otherwise)
    {
        if (name.Length > LongestName) return otherwise;
        var nearest = known.MinBy(candidate => Distance(name, candidate));
        return nearest is not null && Distance(name, nearest) <= nearest.Length / 3 ? $"did you mean `{nearest}`?" : otherwise;
    }

    // Levenshtein's distance, ignoring case, one row at a time.
    private static int Distance(string from, string to)
    {
        Span<int> row = stackalloc int[to.Length + 1];
        for (var j = 0; j < row.Length; j++) row[j] = j;
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var substituted = diagonal + (char.ToUpperInvariant(from[i]) == char.ToUpperInvariant(to[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(substituted, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
