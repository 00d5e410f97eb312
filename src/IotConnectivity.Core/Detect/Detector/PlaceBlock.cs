namespace IotConnectivity.Detect.Detector;

/// <summary>Room for some entries of a <see cref="PlaceWheel"/>, which links them.</summary>
internal sealed class PlaceBlock
{
    // 4 KiB.
    private readonly PlaceWheel.Entry[] _entries = new PlaceWheel.Entry[256];
    private int _count;

    internal PlaceBlock? Next { get; set; }

    internal bool IsFull => _count == _entries.Length;

    internal ReadOnlySpan<PlaceWheel.Entry> Filled => _entries.AsSpan(0, _count);

    internal void Add(PlaceWheel.Entry entry) => _entries[_count++] = entry;

    internal void Clear() => _count = 0;
}
