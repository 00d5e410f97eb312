using IotConnectivity.Fleet.Columns;
using IotConnectivity.Queries.Conditions;

namespace IotConnectivity.Fleet.Filters;

/// <summary>A field of text that has a column: a thing type or an attribute.</summary>
/// <param name="find">Gives the column; <see langword="null"/> as long as no thing has the field.</param>
/// <param name="condition">What the value has to satisfy.</param>
internal sealed class TextFilter(Func<TextColumn?> find, ValueCondition condition) : Filter
{
    // So few codes are looked for one after the other, many values at once.
    private const int FewCodes = 4;

    private TextColumn? _column;
    private int[]? _wanted;
    private ulong[]? _matching;

    internal override int Cost => condition is PresenceCondition or TermCondition { Pattern.IsExact: true } ? 2 : 20;

    internal override int MostMatches(int things)
    {
        if (find() is not { } column) return 0;
        return condition is TermCondition { Pattern.IsExact: true, Number: null } ? CodesOf(column).Sum(column.Values.UsesOf) : column.Count;
    }

    internal override void Prepare()
    {
        _column = find();
        (_wanted, _matching) = (null, null);
        if (_column is null || condition is PresenceCondition) return;
        if (condition is TermCondition { Pattern.IsExact: true } term && (term.Number is null || !_column.Values.HasNumbers))
        {
            _wanted = [.. CodesOf(_column)];
            if (_wanted.Length <= FewCodes) return;
        }

        // Each value once, unless there are about as many as things: then only those that come up.
        if (_column.Values.Count <= _column.Count / 2) _matching = MatchingOf(_column.Values);
    }

    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        if (_column is null)
        {
            bits.Clear();
            return;
        }

        var few = _column.Codes.Chunk(chunk, out var all);
        if (all.IsEmpty) NarrowFew(few, bits);
        else if (condition is PresenceCondition) NarrowAny(all, bits);
        else if (_wanted is { Length: <= FewCodes } wanted) NarrowWanted(all, wanted, bits);
        else NarrowByCode(all, bits);
    }

    internal override bool Matches(int place) => find() is { } column && IsMatch(column, column.Codes[place]);

    private static void NarrowAny(ReadOnlySpan<int> codes, Span<ulong> bits)
    {
        for (var word = 0; word < bits.Length; word++) bits[word] &= ColumnScan.NotZero(codes.Slice(word * 64, 64));
    }

    private static void NarrowWanted(ReadOnlySpan<int> codes, int[] wanted, Span<ulong> bits)
    {
        for (var word = 0; word < bits.Length; word++)
        {
            var found = 0UL;
            foreach (var code in wanted) found |= ColumnScan.Equal(codes.Slice(word * 64, 64), code);
            bits[word] &= found;
        }
    }

    private void NarrowFew(FewCodes? few, Span<ulong> bits)
    {
        Span<ulong> found = stackalloc ulong[Places.ChunkWords];
        found.Clear();
        if (few is not null)
        {
            for (var i = 0; i < few.Count; i++)
            {
                var place = few.InChunk[i];
                if ((bits[place / 64] & (1UL << (place % 64))) != 0 && IsMatch(_column!, few.Codes[i])) found[place / 64] |= 1UL << (place % 64);
            }
        }

        found.CopyTo(bits);
    }

    private void NarrowByCode(ReadOnlySpan<int> codes, Span<ulong> bits)
    {
        for (var word = 0; word < bits.Length; word++)
        {
            for (var rest = bits[word]; rest != 0; rest &= rest - 1)
            {
                var bit = System.Numerics.BitOperations.TrailingZeroCount(rest);
                var code = codes[(word * 64) + bit];
                var isMatch = _matching is { } matching ? (matching[code / 64] & (1UL << (code % 64))) != 0 : IsMatch(_column!, code);
                if (!isMatch) bits[word] &= ~(1UL << bit);
            }
        }
    }

    private bool IsMatch(TextColumn column, int code) => code != 0 && condition.Matches(column.Values.TextOf(code), column.Values.NumberOf(code));

    private List<int> CodesOf(TextColumn column)
    {
        var codes = new List<int>();
        column.Values.FindAll(((TermCondition)condition).Pattern.Text, codes);
        return codes;
    }

    private ulong[] MatchingOf(ValueTable values)
    {
        var matching = new ulong[(values.End + 63) / 64];
        for (var code = 1; code < values.End; code++)
        {
            if (values.TextOf(code) is { } text && condition.Matches(text, values.NumberOf(code))) matching[code / 64] |= 1UL << (code % 64);
        }

        return matching;
    }
}
