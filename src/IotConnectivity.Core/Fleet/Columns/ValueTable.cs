using IotConnectivity.Queries.Conditions;

namespace IotConnectivity.Fleet.Columns;

/// <summary>The different values of one field, each with a code above zero and a count of the things that have it.</summary>
/// <remarks>
/// A hash table of its own, since it must find all spellings of a value in upper and lower case, and because a value costs 24 bytes here beside the string,
/// which is the registry's. Written by one thread while nobody reads.
/// </remarks>
/// <param name="isText">Whether a value is a text also where it looks like a number.</param>
internal sealed class ValueTable(bool isText)
{
    private Entry[] _entries = new Entry[4];
    private double[] _numbers = [];
    private int[] _buckets = new int[4];
    private int _end = 1;
    private int _free;

    /// <summary>Gets one past the greatest code in use.</summary>
    internal int End => _end;

    /// <summary>Gets the number of different values.</summary>
    internal int Count { get; private set; }

    /// <summary>Gets a value indicating whether any value was ever a number.</summary>
    internal bool HasNumbers { get; private set; }

    internal string? TextOf(int code) => _entries[code].Text;

    /// <summary>Gets the value as a number.</summary>
    internal double? NumberOf(int code) => HasNumbers && _numbers[code] is var number && !double.IsNaN(number) ? number : null;

    /// <summary>Gets how many things have a value.</summary>
    internal int UsesOf(int code) => _entries[code].Uses;

    /// <summary>Counts one more thing with a value.</summary>
    /// <returns>The code of the value.</returns>
    internal int Take(string text)
    {
        var hash = HashOf(text);
        for (var code = _buckets[BucketOf(hash)]; code != 0;)
        {
            var entry = _entries[code];
            if (entry.Hash == hash && entry.Text == text)
            {
                _entries[code] = entry with { Uses = entry.Uses + 1 };
                return code;
            }

            code = entry.Next;
        }

        return Add(text, hash);
    }

    /// <summary>Counts one thing less with a value. The code of a value that nothing has is given to another.</summary>
    internal void Release(int code)
    {
        var entry = _entries[code];
        if (entry.Uses > 1)
        {
            _entries[code] = entry with { Uses = entry.Uses - 1 };
            return;
        }

        Unlink(code, entry);
        _entries[code] = new Entry(null, 0, _free, 0);
        _free = code;
        Count--;
    }

    /// <summary>Adds the codes of all values that are a text but for upper and lower case.</summary>
    internal void FindAll(string text, List<int> codes)
    {
        var hash = HashOf(text);
        for (var code = _buckets[BucketOf(hash)]; code != 0; code = _entries[code].Next)
        {
            var entry = _entries[code];
            if (entry.Hash == hash && string.Equals(entry.Text, text, StringComparison.OrdinalIgnoreCase)) codes.Add(code);
        }
    }

    private static int HashOf(string text) => text.GetHashCode(StringComparison.OrdinalIgnoreCase);

    private int BucketOf(int hash) => hash & (_buckets.Length - 1);

    private int Add(string text, int hash)
    {
        if (Count == _buckets.Length) Rehash();
        var code = _free;
        if (code != 0) _free = _entries[code].Next;
        else if ((code = _end++) == _entries.Length) Array.Resize(ref _entries, _end * 2);

        ref var bucket = ref _buckets[BucketOf(hash)];
        _entries[code] = new Entry(text, hash, bucket, 1);
        bucket = code;
        Count++;
        NoteNumber(code, text);
        return code;
    }

    private void NoteNumber(int code, string text)
    {
        if (isText) return;
        var isNumber = NumberLiteral.TryParse(text, out var number);
        if (!isNumber && !HasNumbers) return;
        HasNumbers = true;
        if (_numbers.Length < _entries.Length)
        {
            var known = _numbers.Length;
            Array.Resize(ref _numbers, _entries.Length);
            _numbers.AsSpan(known).Fill(double.NaN);
        }

        _numbers[code] = isNumber ? number : double.NaN;
    }

    private void Unlink(int code, Entry entry)
    {
        ref var bucket = ref _buckets[BucketOf(entry.Hash)];
        if (bucket == code)
        {
            bucket = entry.Next;
            return;
        }

        var before = bucket;
        while (_entries[before].Next != code) before = _entries[before].Next;
        _entries[before] = _entries[before] with { Next = entry.Next };
    }

    private void Rehash()
    {
        _buckets = new int[_buckets.Length * 2];
        for (var code = 1; code < _end; code++)
        {
            if (_entries[code] is not { Text: not null } entry) continue;
            ref var bucket = ref _buckets[BucketOf(entry.Hash)];
            _entries[code] = entry with { Next = bucket };
            bucket = code;
        }
    }

    private readonly record struct Entry(string? Text, int Hash, int Next, int Uses);
}
