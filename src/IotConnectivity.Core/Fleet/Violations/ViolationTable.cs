using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Violations;

/// <summary>The violations by the places of their things. Written by one thread while nobody reads.</summary>
/// <remarks>About 40 bytes for each thing that has any; of others nothing.</remarks>
internal sealed class ViolationTable
{
    private readonly Dictionary<int, ThingViolations> _violations = [];
    private readonly PlaceSet _places = new();

    /// <summary>Gets the number of things that have any.</summary>
    internal int Count => _violations.Count;

    /// <summary>Gets or sets the violations at a place; <see langword="null"/> for none.</summary>
    internal ThingViolations? this[int place]
    {
        // Few things have any, and the bit says so at once.
        get => _places.Contains(place) ? _violations[place] : null;
        set
        {
            if (value is not null)
            {
                _violations[place] = value;
                _places.Add(place);
            }
            else if (_places.Remove(place))
            {
                _violations.Remove(place);
            }
        }
    }

    /// <summary>Adds the places of a chunk that have any to bits.</summary>
    internal void AddTo(int chunk, Span<ulong> bits) => _places.AddTo(chunk, bits);
}
