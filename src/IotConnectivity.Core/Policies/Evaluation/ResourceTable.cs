namespace IotConnectivity.Policies.Evaluation;

/// <summary>Finds, among statements, the first one that applies to a resource, without looking at those whose resource begins otherwise.</summary>
/// <remarks>
/// Every resource pattern is filed under the characters that it begins with before its first wildcard or variable. The prefixes of
/// a text that are in a sorted list lie on one chain: the greatest entry not above the text, and from there the longest shorter prefix of each.
/// (If q is a prefix of t and q ≤ p ≤ t, then q is a prefix of p.) So one binary search finds all candidates.
/// </remarks>
internal sealed class ResourceTable
{
    private const int NoParent = -1;

    private readonly string[] _prefixes;
    private readonly int[] _parents;
    private readonly Candidate[][] _candidates;

    internal ResourceTable(IEnumerable<CompiledStatement> statements)
    {
        var filed = statements
            .SelectMany(Candidate.Of)
            .GroupBy(static candidate => candidate.Prefix, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal)
            .ToArray();
        _prefixes = [.. filed.Select(static group => group.Key)];
        _candidates = [.. filed.Select(static group => group.OrderBy(static candidate => candidate.Statement.Rank).ToArray())];
        _parents = new int[_prefixes.Length];
        for (var i = 0; i < _parents.Length; i++) _parents[i] = ParentOf(i);
    }

    internal CompiledStatement? FindFirst(ref EvaluationScope scope)
    {
        var text = scope.Resource.Text;
        var node = FindGreatestNotAbove(text);
        if (node < 0) return null;

        CompiledStatement? first = null;
        var common = text.CommonPrefixLength(_prefixes[node]);
        for (; node != NoParent; node = _parents[node])
        {
            if (_prefixes[node].Length <= common) first = FindFirstIn(_candidates[node], first, ref scope);
        }

        return first;
    }

    private static CompiledStatement? FindFirstIn(Candidate[] candidates, CompiledStatement? best, ref EvaluationScope scope)
    {
        var bound = best?.Rank ?? int.MaxValue;
        foreach (var candidate in candidates)
        {
            if (candidate.Statement.Rank >= bound) break;
            if (candidate.Matches(ref scope) && candidate.Statement.ConditionsHold(ref scope)) return candidate.Statement;
        }

        return best;
    }

    private int FindGreatestNotAbove(ReadOnlySpan<char> text)
    {
        int low = 0, high = _prefixes.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_prefixes[middle].AsSpan().SequenceCompareTo(text) <= 0) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }

    private int ParentOf(int node)
    {
        var parent = node - 1;
        while (parent >= 0 && !_prefixes[node].StartsWith(_prefixes[parent], StringComparison.Ordinal)) parent = _parents[parent];
        return parent;
    }

    /// <summary>One resource pattern of one statement; or, under NotResource, all of them at once.</summary>
    private readonly record struct Candidate(string Prefix, CompiledStatement Statement, ArnMatcher? Pattern)
    {
        private readonly bool _isPrefixOnly = Pattern is { IsPrefixOnly: true };
        private readonly bool _isLiteral = Pattern is { IsLiteral: true };

        internal static IEnumerable<Candidate> Of(CompiledStatement statement) =>
            statement.IsNotResource
                ? [new Candidate(string.Empty, statement, null)]
                : statement.Resources.Select(pattern => new Candidate(pattern.LiteralPrefix, statement, pattern));

        /// <summary>Says whether a resource that begins with the prefix matches altogether.</summary>
        internal bool Matches(ref EvaluationScope scope)
        {
            if (_isPrefixOnly) return true;
            if (_isLiteral) return scope.Resource.Text.Length == Prefix.Length;
            return Pattern is null
                ? Statement.MatchesResource(ref scope)
                : Pattern.IsMatchBehindPrefix(scope.Resource, ref scope) == Outcome.Yes;
        }
    }
}
