using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Conditions;

/// <summary>Finds a run of a pattern that has <c>?</c> or is long.</summary>
/// <remarks>
/// The Shift-And algorithm of Baeza-Yates and Gonnet (1992), which keeps all partial matches as bits: length of the text × one step for each 64
/// characters of the run, of which there are at most 1000.
/// </remarks>
internal sealed class RunSearch
{
    private const int WordLength = 64;
    private const int LongestOnStack = 256;

    private readonly int _words;
    private readonly ulong _done;
    private readonly int _length;
    private readonly ulong[] _anyOnes;
    private readonly Dictionary<char, ulong[]> _masks = [];

    internal RunSearch(List<PatternPart> parts)
    {
        _length = parts.Count;
        _words = (_length + WordLength - 1) / WordLength;
        _done = 1UL << ((_length - 1) % WordLength);
        // Bit i of a character's mask: the run may have that character at place i.
        _anyOnes = new ulong[_words];
        for (var i = 0; i < _length; i++)
        {
            if (parts[i].IsWildcard) _anyOnes[i / WordLength] |= 1UL << (i % WordLength);
        }

        var folded = new char[_length];
        parts.ConvertAll(static part => part.Character).ToArray().AsSpan().ToUpperInvariant(folded);
        for (var i = 0; i < _length; i++)
        {
            if (parts[i].IsWildcard) continue;
            if (!_masks.TryGetValue(folded[i], out var mask)) _masks[folded[i]] = mask = (ulong[])_anyOnes.Clone();
            mask[i / WordLength] |= 1UL << (i % WordLength);
        }
    }

    internal int IndexIn(ReadOnlySpan<char> text)
    {
        Span<char> folded = text.Length <= LongestOnStack ? stackalloc char[LongestOnStack] : new char[text.Length];
        text.ToUpperInvariant(folded);
        Span<ulong> partial = stackalloc ulong[_words];
        for (var i = 0; i < text.Length; i++)
        {
            if (!_masks.TryGetValue(folded[i], out var mask)) mask = _anyOnes;
            var carry = 1UL;
            for (var word = 0; word < _words; word++)
            {
                var shifted = (partial[word] << 1) | carry;
                carry = partial[word] >> (WordLength - 1);
                partial[word] = shifted & mask[word];
            }

            if ((partial[_words - 1] & _done) != 0) return i - _length + 1;
        }

        return -1;
    }
}
