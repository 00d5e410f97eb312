using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Conditions;

/// <summary>A part of a pattern without stars: literal pieces with a <c>?</c> between them.</summary>
internal sealed class GlobRun
{
    // The framework's search is fast, but in the worst case looks at all of a run for each character of the text.
    private const int LongestSearchedByFramework = 64;

    private readonly Piece[] _pieces;
    private readonly RunSearch? _search;

    internal GlobRun(List<PatternPart> parts)
    {
        Length = parts.Count;
        _pieces = [.. PiecesOf(parts)];
        var isLiteral = _pieces.Length == 1 && _pieces[0].Text.Length == Length;
        if (Length > 0 && (!isLiteral || Length > LongestSearchedByFramework)) _search = new RunSearch(parts);
    }

    internal int Length { get; }

    /// <summary>Says whether the run stands at the start of a text, which is at least as long.</summary>
    internal bool StandsAtStartOf(ReadOnlySpan<char> text)
    {
        foreach (var (start, piece) in _pieces)
        {
            if (!text.Slice(start, piece.Length).Equals(piece, StringComparison.OrdinalIgnoreCase)) return false;
        }

        return true;
    }

    /// <summary>Finds the leftmost place of the run in a text.</summary>
    internal int IndexIn(ReadOnlySpan<char> text)
    {
        if (Length == 0) return 0;
        return _search?.IndexIn(text) ?? text.IndexOf(_pieces[0].Text, StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<Piece> PiecesOf(List<PatternPart> parts)
    {
        for (var start = 0; start < parts.Count; start++)
        {
            var literal = string.Concat(parts.Skip(start).TakeWhile(static part => !part.IsWildcard).Select(static part => part.Character));
            if (literal.Length == 0) continue;
            yield return new Piece(start, literal);
            start += literal.Length;
        }
    }

    private readonly record struct Piece(int Start, string Text);
}
