using IotConnectivity.Indexing;

namespace IotConnectivity.Fleet.Aggregations;

/// <summary>What can be aggregated, in whichever index.</summary>
internal static class AggregationRules
{
    /// <summary>Gets the type of a field of an index.</summary>
    /// <exception cref="InvalidAggregationException">The index does not have it.</exception>
    internal static IndexFieldType TypeOf(string field, IEnumerable<IndexField> fields)
    {
        ArgumentNullException.ThrowIfNull(field);
        return fields.FirstOrDefault(known => known.Name == field)?.Type
            ?? throw new InvalidAggregationException($"aggregation field `{Shorten(field)}` is not in the index, expected a managed field or a custom field of the index configuration");
    }

    /// <summary>Checks what percentiles are asked of.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A percent is below 0 or above 100.</exception>
    /// <exception cref="InvalidAggregationException">The field has no numbers.</exception>
    internal static void CheckPercentiles(string field, IndexFieldType type, IEnumerable<double> percents)
    {
        if (percents.Any(static percent => percent is not (>= 0 and <= 100))) throw new ArgumentOutOfRangeException(nameof(percents), "a percent is not from 0 to 100");
        if (type != IndexFieldType.Number) throw new InvalidAggregationException($"aggregation field `{field}` is not a number, expected one for percentiles");
    }

    private static string Shorten(string field) => field.Length <= 128 ? field : string.Concat(field.AsSpan(0, 128), "…");
}
