namespace IotConnectivity.Fleet.Aggregations;

/// <summary>The arithmetic of the aggregations. Pure.</summary>
/// <remarks>AWS IoT Developer Guide, "Querying for aggregate data": the variance is that of a population, percentiles are interpolated at rank p × (n - 1).</remarks>
internal static class Aggregates
{
    internal static FieldStatistics Statistics(IEnumerable<ValueCount> values, bool isNumeric)
    {
        var (count, sum, squares, least, greatest) = (0L, 0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            count += value.Count;
            if (!isNumeric) continue;
            var number = value.Number!.Value;
            sum += number * value.Count;
            squares += number * number * value.Count;
            least = Math.Min(least, number);
            greatest = Math.Max(greatest, number);
        }

        if (count == 0 || !isNumeric || !double.IsFinite(squares)) return new FieldStatistics { Count = count };
        return new FieldStatistics { Count = count, Average = sum / count, Sum = sum, Minimum = least, Maximum = greatest, SumOfSquares = squares, Variance = VarianceOf(values, sum / count, count) };
    }

    internal static IReadOnlyList<FieldPercentile> Percentiles(IEnumerable<ValueCount> values, IEnumerable<double> percents)
    {
        ValueCount[] sorted = [.. values.OrderBy(static value => value.Number)];
        var total = sorted.Sum(static value => (long)value.Count);
        if (total == 0) return [];
        return [.. percents.Order().Select(percent => new FieldPercentile(percent, Interpolate(sorted, percent / 100 * (total - 1))))];
    }

    internal static FieldBuckets Buckets(IEnumerable<ValueCount> values, int matching, int maxBuckets) => new(
        matching,
        [
            .. values.OrderByDescending(static value => value.Count).ThenBy(static value => value.Text, StringComparer.Ordinal).Take(maxBuckets)
                .Select(static value => new FieldBucket(value.Text, value.Count)),
        ]);

    // From the mean, since the difference of two great sums would lose all digits for values such as timestamps.
    private static double VarianceOf(IEnumerable<ValueCount> values, double mean, long count) =>
        values.Sum(value => (value.Number!.Value - mean) * (value.Number!.Value - mean) * value.Count) / count;

    private static double Interpolate(ValueCount[] sorted, double rank)
    {
        var below = NumberAt(sorted, (long)Math.Floor(rank));
        var above = NumberAt(sorted, (long)Math.Ceiling(rank));
        var share = rank - Math.Floor(rank);

        // The first keeps more digits, for example of timestamps; the second cannot get beyond the two numbers.
        return double.IsFinite(above - below) ? below + ((above - below) * share) : (below * (1 - share)) + (above * share);
    }

    private static double NumberAt(ValueCount[] sorted, long rank)
    {
        foreach (var value in sorted)
        {
            rank -= value.Count;
            if (rank < 0) return value.Number!.Value;
        }

        return sorted[^1].Number!.Value;
    }
}
