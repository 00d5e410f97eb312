using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using IotConnectivity.Fleet.Columns;
using IotConnectivity.Fleet.Filters;
using IotConnectivity.Fleet.Violations;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Fleet.Aggregations;

/// <summary>Counts how many matching things have each value of a field. All aggregations are made of that.</summary>
internal static class ValueCounter
{
    /// <summary>Counts.</summary>
    /// <param name="field">The field.</param>
    /// <param name="matches">The things.</param>
    /// <param name="columns">What there is of them.</param>
    /// <param name="nowMs">The moment until which violations go on.</param>
    internal static IEnumerable<ValueCount> Count(QueryField field, Matches matches, FleetColumns columns, long nowMs) => field.Name switch
    {
        FieldNames.ThingTypeName => CountCodes(matches, columns.Types),
        FieldNames.ThingGroupNames => columns.Groups().Select(group => new ValueCount(group.Name, null, CountMembers(matches, group.Members))).Where(static value => value.Count > 0),
        FieldNames.Connected => CountConnected(matches, columns),
        FieldNames.Timestamp => CountNumbers(matches, place => columns.TimeAt(place) >> 1),
        FieldNames.DisconnectReason => CountReasons(matches, columns),
        FieldNames.ViolationCount => CountNumbers(matches, place => columns.Violations[place]?.Count ?? 0),
        _ when field is ViolationField violation => Count(matches, place => ViolationValues.Of(columns.Violations[place], violation, nowMs)),
        _ when field is AttributeField attribute => columns.Attribute(attribute.Attribute) is { } column ? CountCodes(matches, column) : [],
        _ => Count(matches, place => new ThingDocument(columns.Things[place]!).Values(field)),
    };

    /// <summary>Counts how many matching things have each version of the registry record.</summary>
    internal static IEnumerable<ValueCount> CountVersions(Matches matches, FleetColumns columns) => CountNumbers(matches, place => columns.DataAt(place)!.Version);

    private static IEnumerable<ValueCount> CountCodes(Matches matches, TextColumn column)
    {
        var counts = new int[column.Values.End];
        foreach (var place in matches.All()) counts[column.Codes[place]]++;
        for (var code = 1; code < counts.Length; code++)
        {
            if (counts[code] > 0) yield return new ValueCount(column.Values.TextOf(code)!, column.Values.NumberOf(code), counts[code]);
        }
    }

    private static IEnumerable<ValueCount> CountReasons(Matches matches, FleetColumns columns)
    {
        var counts = new int[byte.MaxValue + 1];
        foreach (var place in matches.All()) counts[columns.ReasonAt(place)]++;
        foreach (var reason in Enum.GetValues<DisconnectReason>())
        {
            if (counts[1 + (int)reason] is > 0 and var count) yield return new ValueCount(reason.ToWireText(), null, count);
        }
    }

    private static ValueCount[] CountConnected(Matches matches, FleetColumns columns)
    {
        var connected = matches.All().Count(place => (columns.TimeAt(place) & 1) != 0);
        return [.. new[] { new ValueCount("true", 1, connected), new ValueCount("false", 0, matches.Count - connected) }.Where(static value => value.Count > 0)];
    }

    private static IEnumerable<ValueCount> CountNumbers(Matches matches, Func<int, long> numberOf)
    {
        var counts = new Dictionary<long, int>();
        foreach (var place in matches.All()) CollectionsMarshal.GetValueRefOrAddDefault(counts, numberOf(place), out _)++;
        return counts.Select(static pair => new ValueCount(pair.Key.ToString(CultureInfo.InvariantCulture), pair.Key, pair.Value));
    }

    private static IEnumerable<ValueCount> Count(Matches matches, Func<int, IEnumerable<FieldValue>> valuesOf)
    {
        var counts = new Dictionary<FieldValue, int>();
        foreach (var place in matches.All())
        {
            foreach (var value in valuesOf(place)) CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
        }

        return counts.Select(static pair => new ValueCount(pair.Key.Text, pair.Key.Number, pair.Value));
    }

    private static int CountMembers(Matches matches, Registry.PlaceSet members)
    {
        var count = 0;
        Span<ulong> bits = stackalloc ulong[Places.ChunkWords];
        for (var chunk = 0; chunk < matches.Chunks; chunk++)
        {
            bits.Clear();
            members.AddTo(chunk, bits);
            for (var word = 0; word < bits.Length; word++) count += BitOperations.PopCount(bits[word] & matches.Chunk(chunk)[word]);
        }

        return count;
    }
}
