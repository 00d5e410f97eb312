using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Conditions;

/// <summary>Matches whole texts against a pattern with <c>*</c> and <c>?</c>, in time linear in the length of the text.</summary>
/// <remarks>
/// What stands before the first star and behind the last one is compared in place. The runs between two stars are searched for one after the other, each
/// at its leftmost place, which is enough because a star can take up whatever is skipped.
/// </remarks>
internal sealed class Glob
{
    private readonly GlobRun _head;
    private readonly GlobRun[] _middle;
    private readonly GlobRun? _tail;

    internal Glob(TextPattern pattern)
    {
        var runs = new List<List<PatternPart>> { new() };
        foreach (var part in pattern.Parts())
        {
            if (part is { Character: TextPattern.AnyRun, IsWildcard: true }) runs.Add([]);
            else runs[^1].Add(part);
        }

        _head = new GlobRun(runs[0]);
        _middle = [.. runs.Skip(1).SkipLast(1).Select(static run => new GlobRun(run))];
        _tail = runs.Count == 1 ? null : new GlobRun(runs[^1]);
    }

    internal bool IsMatch(ReadOnlySpan<char> text)
    {
        if (_tail is null) return text.Length == _head.Length && _head.StandsAtStartOf(text);
        if (text.Length < _head.Length + _tail.Length) return false;
        if (!_head.StandsAtStartOf(text) || !_tail.StandsAtStartOf(text[^_tail.Length..])) return false;
        var rest = text[_head.Length..^_tail.Length];
        foreach (var run in _middle)
        {
            var found = run.IndexIn(rest);
            if (found < 0) return false;
            rest = rest[(found + run.Length)..];
        }

        return true;
    }
}
