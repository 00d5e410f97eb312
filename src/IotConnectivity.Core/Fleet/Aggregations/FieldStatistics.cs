namespace IotConnectivity.Fleet.Aggregations;

/// <summary>Statistics of the values of a field.</summary>
/// <remarks>Of a text there is only <see cref="Count"/>, and of a boolean everything, with <see langword="false"/> as 0 and <see langword="true"/> as 1.</remarks>
public sealed record FieldStatistics
{
    /// <summary>Gets how many of the matching things have a value of the field's type.</summary>
    public long Count { get; init; }

    /// <summary>Gets the mean; <see langword="null"/> without values, for texts, and when a sum goes beyond the range of a <see cref="double"/>.</summary>
    public double? Average { get; init; }

    /// <summary>Gets the sum.</summary>
    public double? Sum { get; init; }

    /// <summary>Gets the least value.</summary>
    public double? Minimum { get; init; }

    /// <summary>Gets the greatest value.</summary>
    public double? Maximum { get; init; }

    /// <summary>Gets the sum of the squares.</summary>
    public double? SumOfSquares { get; init; }

    /// <summary>Gets the variance, of a population: divided by <see cref="Count"/>.</summary>
    public double? Variance { get; init; }

    /// <summary>Gets the standard deviation.</summary>
    public double? StandardDeviation => Variance is { } variance ? Math.Sqrt(variance) : null;
}

/// <summary>A percentile of the values of a field.</summary>
/// <param name="Percent">The share of the values that are not greater, 0 to 100.</param>
/// <param name="Value">The value, interpolated between the two that are nearest.</param>
public sealed record FieldPercentile(double Percent, double Value);

/// <summary>The values that a field has most often.</summary>
/// <param name="TotalCount">How many things match, those without the field included.</param>
/// <param name="Buckets">The values, the most frequent first, equally frequent ones in ordinal order.</param>
public sealed record FieldBuckets(int TotalCount, IReadOnlyList<FieldBucket> Buckets);

/// <summary>A value and how many things have it.</summary>
/// <param name="KeyValue">The value as text.</param>
/// <param name="Count">How many of the matching things have it.</param>
public sealed record FieldBucket(string KeyValue, int Count);
