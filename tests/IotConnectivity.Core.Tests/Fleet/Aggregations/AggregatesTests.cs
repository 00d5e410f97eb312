using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet.Aggregations;

public class AggregatesTests
{
    [Fact]
    public void Statistics_SampleOfTheGuide_IsThePopulationVariance()
    {
        // AWS IoT Developer Guide, "Querying for aggregate data": 3 values with sum 100 and sum of squares 43750 have variance 13472.22.
        var (a, b) = (0.0, 0.0);
        (a, b) = (50 + Math.Sqrt(19_375), 50 - Math.Sqrt(19_375));

        var statistics = Aggregates.Statistics([Value(a), Value(b), Value(0)], isNumeric: true);

        Assert.Equal((3, 100.0, 43_750.0), (statistics.Count, Math.Round(statistics.Sum!.Value, 6), Math.Round(statistics.SumOfSquares!.Value, 6)));
        Assert.Equal(13_472.22, statistics.Variance!.Value, 0.01);
        Assert.Equal(116.07, statistics.StandardDeviation!.Value, 0.01);
    }

    [Fact]
    public void Statistics_OneTwoThree_AreThoseOfTheReference()
    {
        var statistics = Aggregates.Statistics([Value(1), Value(2), Value(3)], isNumeric: true);

        Assert.Equal(
            new FieldStatistics { Count = 3, Average = 2, Sum = 6, Minimum = 1, Maximum = 3, SumOfSquares = 14, Variance = 2.0 / 3 },
            statistics);
        Assert.Equal(0.816496580927726, statistics.StandardDeviation!.Value, 1e-15);
    }

    /// <summary>The difference of great sums would have no digit left.</summary>
    [Fact]
    public void Statistics_Timestamps_KeepTheDigitsOfTheVariance()
    {
        const double time = 1_767_168_000_000;

        var statistics = Aggregates.Statistics([new("?", time, 1), new("?", time + 1, 2)], isNumeric: true);

        Assert.Equal(2.0 / 9, statistics.Variance!.Value, 1e-6);
    }

    [Fact]
    public void Statistics_NothingOrTexts_HaveACountOnly()
    {
        Assert.Equal(new FieldStatistics(), Aggregates.Statistics([], isNumeric: true));
        Assert.Equal(new FieldStatistics { Count = 5 }, Aggregates.Statistics([new("a", null, 2), new("b", null, 3)], isNumeric: false));
    }

    [Fact]
    public void Statistics_BeyondDouble_HasACountOnly() =>
        Assert.Equal(new FieldStatistics { Count = 2 }, Aggregates.Statistics([Value(1e200), Value(-1e200)], isNumeric: true));

    [Fact]
    public void Statistics_AnyValues_AreWhatLinqGives()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(300); round++)
        {
            var values = AnyValues(random, 1 + random.Next(30));
            var all = Spread(values);

            var statistics = Aggregates.Statistics(values, isNumeric: true);

            Assert.Equal(all.Count, statistics.Count);
            AssertNear(all.Sum(), statistics.Sum);
            AssertNear(all.Average(), statistics.Average);
            AssertNear(all.Sum(static value => value * value), statistics.SumOfSquares);
            AssertNear(all.Average(value => (value - all.Average()) * (value - all.Average())), statistics.Variance);
            Assert.Equal((all[0], all[^1]), (statistics.Minimum, statistics.Maximum));
        }
    }

    [Fact]
    public void Percentiles_SampleOfTheGuide_IsInterpolated()
    {
        ValueCount[] values = [new("3", 3, 3), new("1", 1, 3), new("2", 2, 3)];

        Assert.Equal(
            [new(0, 1), new(25, 1), new(50, 2), new(75, 3), new(100, 3)],
            Aggregates.Percentiles(values, [100, 75, 50, 25, 0]));
        Assert.Equal([new(50, 2), new(90, 2.8)], Aggregates.Percentiles([Value(1), Value(2), Value(3)], [90, 50]));
        Assert.Empty(Aggregates.Percentiles([], [50]));
    }

    [Fact]
    public void Percentiles_AnyValues_AreWhatTheSortedListGives()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(300); round++)
        {
            var values = AnyValues(random, 1 + random.Next(30));
            var all = Spread(values);
            double[] percents = [.. Enumerable.Range(0, 5).Select(_ => Math.Round(random.NextDouble() * 100, random.Next(3)))];

            var percentiles = Aggregates.Percentiles(values, percents);

            Assert.Equal(percents.Order(), percentiles.Select(static percentile => percentile.Percent));
            foreach (var (percent, value) in percentiles)
            {
                var rank = percent / 100 * (all.Count - 1);
                var (below, above) = (all[(int)Math.Floor(rank)], all[(int)Math.Ceiling(rank)]);
                AssertNear(below + ((above - below) * (rank - Math.Floor(rank))), value);
            }
        }
    }

    [Fact]
    public void All_AnyDoubles_AreFiniteOrAbsent()
    {
        var random = new Random(Concurrently.Seed());
        double[] edges = [0, double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon, 1e154, -1e154, 1.4e154, 1, 1e300, 1767168000000];
        for (var round = 0; round < Repetitions.Of(2_000); round++)
        {
            ValueCount[] values = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => new ValueCount("?", edges[random.Next(edges.Length)], 1 + random.Next(1_000_000)))];

            var statistics = Aggregates.Statistics(values, isNumeric: true);
            double?[] numbers = [statistics.Average, statistics.Sum, statistics.Minimum, statistics.Maximum, statistics.SumOfSquares, statistics.Variance, statistics.StandardDeviation];

            Assert.All(numbers, static number => Assert.True(number is null || double.IsFinite(number.Value)));
            Assert.Equal(statistics.Sum is null ? 0 : 7, numbers.Count(static number => number is not null));
            Assert.All(Aggregates.Percentiles(values, [0, 1, 33.3, 50, 99.9, 100]), static percentile => Assert.True(double.IsFinite(percentile.Value)));
        }
    }

    [Fact]
    public void Buckets_MoreThanWanted_AreTheMostFrequentThenInOrdinalOrder()
    {
        ValueCount[] values = [new("b", null, 2), new("B", null, 2), new("a", null, 2), new("z", null, 3), new("c", null, 1)];

        var buckets = Aggregates.Buckets(values, 12, 3);

        Assert.Equal(12, buckets.TotalCount);
        Assert.Equal([new FieldBucket("z", 3), new FieldBucket("B", 2), new FieldBucket("a", 2)], buckets.Buckets);
    }

    private static ValueCount Value(double number) => new("?", number, 1);

    private static ValueCount[] AnyValues(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new ValueCount("?", Math.Round((random.NextDouble() - 0.5) * 1000, random.Next(4)), 1 + random.Next(5)))];

    private static List<double> Spread(ValueCount[] values) =>
        [.. values.SelectMany(static value => Enumerable.Repeat(value.Number!.Value, value.Count)).Order()];

    private static void AssertNear(double expected, double? actual) => Assert.Equal(expected, actual!.Value, Math.Max(1e-9, Math.Abs(expected) * 1e-9));
}
