namespace IotConnectivity.Fleet.Columns;

/// <summary>A number above zero for some places. A chunk in which few places have one takes little room.</summary>
/// <remarks>Attributes can have any name, so there may be a great many columns with one value each. Written by one thread while nobody reads.</remarks>
internal sealed class CodeColumn
{
    /// <summary>A chunk with more values than this gets a place for each.</summary>
    internal const int FewValues = 512;

    private object?[] _chunks = [];

    /// <summary>Gets or sets the code of a place; 0 when it has none.</summary>
    internal int this[int place]
    {
        get
        {
            var chunk = Places.ChunkOf(place);
            if (chunk >= _chunks.Length) return 0;
            return _chunks[chunk] switch
            {
                int[] all => all[Places.InChunk(place)],
                FewCodes few => few.Find(Places.InChunk(place)),
                _ => 0,
            };
        }

        set
        {
            var chunk = Places.ChunkOf(place);
            Places.Grow(ref _chunks, chunk);
            switch (_chunks[chunk])
            {
                case int[] all:
                    all[Places.InChunk(place)] = value;
                    break;
                case FewCodes few:
                    few.Set(Places.InChunk(place), value);
                    if (few.Count > FewValues) _chunks[chunk] = few.ToAll();
                    else if (few.Count == 0) _chunks[chunk] = null;
                    break;
                default:
                    if (value != 0) _chunks[chunk] = new FewCodes(Places.InChunk(place), value);
                    break;
            }
        }
    }

    /// <summary>Looks at a chunk.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="all">The codes of all its places, or an empty span when there are only few.</param>
    /// <returns>The few codes that there are; <see langword="null"/> when there is none or <paramref name="all"/> has them.</returns>
    internal FewCodes? Chunk(int number, out ReadOnlySpan<int> all)
    {
        var chunk = number < _chunks.Length ? _chunks[number] : null;
        all = chunk as int[];
        return chunk as FewCodes;
    }
}

/// <summary>The codes of the few places of a chunk that have one, in order of the places.</summary>
internal sealed class FewCodes
{
    private ushort[] _places = new ushort[4];
    private int[] _codes = new int[4];

    internal FewCodes(int place, int code) => Set(place, code);

    internal int Count { get; private set; }

    internal ReadOnlySpan<ushort> InChunk => _places.AsSpan(0, Count);

    internal ReadOnlySpan<int> Codes => _codes.AsSpan(0, Count);

    internal int Find(int place) => InChunk.BinarySearch((ushort)place) is >= 0 and var i ? _codes[i] : 0;

    internal void Set(int place, int code)
    {
        var i = InChunk.BinarySearch((ushort)place);
        if (i >= 0)
        {
            if (code == 0) RemoveAt(i);
            else _codes[i] = code;
        }
        else if (code != 0)
        {
            InsertAt(~i, (ushort)place, code);
        }
    }

    internal int[] ToAll()
    {
        var all = new int[Places.ChunkSize];
        for (var i = 0; i < Count; i++) all[_places[i]] = _codes[i];
        return all;
    }

    private void InsertAt(int i, ushort place, int code)
    {
        if (Count == _places.Length)
        {
            Array.Resize(ref _places, Count * 2);
            Array.Resize(ref _codes, Count * 2);
        }

        _places.AsSpan(i, Count - i).CopyTo(_places.AsSpan(i + 1));
        _codes.AsSpan(i, Count - i).CopyTo(_codes.AsSpan(i + 1));
        (_places[i], _codes[i]) = (place, code);
        Count++;
    }

    private void RemoveAt(int i)
    {
        _places.AsSpan(i + 1, Count - i - 1).CopyTo(_places.AsSpan(i));
        _codes.AsSpan(i + 1, Count - i - 1).CopyTo(_codes.AsSpan(i));
        Count--;
    }
}
