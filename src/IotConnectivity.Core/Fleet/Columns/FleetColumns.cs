using IotConnectivity.Fleet.Violations;
using IotConnectivity.Indexing;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Columns;

/// <summary>What the index holds of all things: a column for each field that is searched often. Written by one thread while nobody reads.</summary>
/// <remarks>About 30 bytes for each thing, four for each attribute of each thing, and 40 for each different value of an attribute.</remarks>
internal sealed class FleetColumns
{
    private readonly Column<ThingData?> _data = new();
    private readonly Column<long> _times = new();
    private readonly Column<byte> _reasons = new();
    private readonly Dictionary<string, TextColumn> _attributes = new(StringComparer.Ordinal);

    /// <summary>Makes empty columns.</summary>
    /// <param name="groups">Gives all groups; their members are not kept here but by the groups.</param>
    internal FleetColumns(Func<IReadOnlyCollection<RegisteredGroup>> groups)
    {
        Groups = groups;
        Names = new NameOrder(Things);
    }

    /// <summary>Gets what gives all groups.</summary>
    internal Func<IReadOnlyCollection<RegisteredGroup>> Groups { get; }

    /// <summary>Gets the things.</summary>
    internal ThingTable Things { get; } = new();

    /// <summary>Gets the things in the order of their names.</summary>
    internal NameOrder Names { get; }

    /// <summary>Gets the thing types.</summary>
    internal TextColumn Types { get; } = new(isText: true);

    /// <summary>Gets the violations.</summary>
    internal ViolationTable Violations { get; } = new();

    /// <summary>Gets or sets the moment as of which standing queries are asked, in milliseconds since 1970-01-01T00:00Z.</summary>
    internal long NowMs { get; set; }

    /// <summary>Gets the names of the attributes that any thing has.</summary>
    internal IReadOnlyCollection<string> AttributeNames => _attributes.Keys;

    /// <summary>Gets an attribute; <see langword="null"/> when no thing has it.</summary>
    internal TextColumn? Attribute(string name) => _attributes.GetValueOrDefault(name);

    /// <summary>Gets the timestamps of a chunk, in milliseconds, each with the lowest bit saying whether the thing is connected (see <see cref="TimeOf"/>).</summary>
    internal ReadOnlySpan<long> Times(int chunk) => _times.Chunk(chunk);

    /// <summary>Gets the disconnect reasons of a chunk (see <see cref="ReasonOf"/>).</summary>
    internal ReadOnlySpan<byte> Reasons(int chunk) => _reasons.Chunk(chunk);

    /// <summary>Gets the record of a thing as it was taken in; <see langword="null"/> where there is no thing.</summary>
    internal ThingData? DataAt(int place) => _data[place];

    internal long TimeAt(int place) => _times[place];

    internal byte ReasonAt(int place) => _reasons[place];

    /// <summary>Packs when a thing last connected or disconnected, and which of the two; one who never did counts as disconnected at 0.</summary>
    internal static long TimeOf(ThingConnectivity state) => ((state.TimestampMs ?? 0) << 1) | (state.Connected ? 1L : 0);

    /// <summary>Gets 0 for a thing without a disconnect reason, else one more than the value of the reason.</summary>
    internal static byte ReasonOf(ThingConnectivity state) => state.Connected || !state.IsKnown ? (byte)0 : (byte)(1 + (int)state.DisconnectReason);

    /// <summary>Takes in what the registry has of a thing.</summary>
    /// <param name="place">The place.</param>
    /// <param name="thing">The thing that is there now; <see langword="null"/> when there is none.</param>
    /// <param name="data">Its record.</param>
    /// <param name="added">Gets the place if it is new; its name is put in order later, with those of others.</param>
    internal void SetThing(int place, RegisteredThing? thing, ThingData? data, List<int> added)
    {
        var before = Things[place];
        if (before is not null && before != thing) Names.Remove(place);
        Things[place] = thing;
        if (thing is not null && before != thing) added.Add(place);
        SetData(place, data);
    }

    /// <summary>Takes in what is known of a thing's connectivity.</summary>
    internal void SetConnectivity(int place, ThingConnectivity state)
    {
        _times[place] = TimeOf(state);
        _reasons[place] = ReasonOf(state);
    }

    private void SetData(int place, ThingData? data)
    {
        var before = _data[place];
        if (ReferenceEquals(before, data)) return;
        _data[place] = data;
        Types.Set(place, data?.TypeName);
        if (before is not null)
        {
            foreach (var (name, _) in before.Attributes)
            {
                if (data?.Attributes.ContainsKey(name) != true) SetAttribute(name, place, null);
            }
        }

        if (data is null) return;
        foreach (var (name, value) in data.Attributes) SetAttribute(name, place, value);
    }

    private void SetAttribute(string name, int place, string? value)
    {
        if (!_attributes.TryGetValue(name, out var column)) _attributes.Add(name, column = new TextColumn());
        column.Set(place, value);
        if (column.Count == 0) _attributes.Remove(name);
    }
}
