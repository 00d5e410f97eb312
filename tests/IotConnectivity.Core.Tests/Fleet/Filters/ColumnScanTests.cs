using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet.Filters;

/// <summary>Many values at once give the same as one after the other.</summary>
public class ColumnScanTests
{
    private readonly Random _random = new(Concurrently.Seed());

    [Fact]
    public void Equal_AnyCodes_GivesABitForEach()
    {
        for (var round = 0; round < Repetitions.Of(500); round++)
        {
            var values = Make(() => _random.Next(4) - 1);
            var wanted = _random.Next(4) - 1;

            Assert.Equal(BitsOf(values, value => value == wanted), ColumnScan.Equal(values, wanted));
            Assert.Equal(BitsOf(values, value => value != 0), ColumnScan.NotZero(values));
        }
    }

    [Fact]
    public void Between_AnyTimes_GivesABitForEach()
    {
        for (var round = 0; round < Repetitions.Of(500); round++)
        {
            var values = Make(() => _random.Next(8) switch { 0 => long.MinValue, 1 => long.MaxValue, _ => _random.NextInt64(-50, 50) });
            var (least, greatest) = (_random.NextInt64(-60, 60), _random.NextInt64(-60, 60));

            Assert.Equal(BitsOf(values, value => value >= least && value <= greatest), ColumnScan.Between(values, least, greatest));
            Assert.Equal(ulong.MaxValue, ColumnScan.Between(values, long.MinValue, long.MaxValue));
            Assert.Equal(BitsOf(values, value => value % 2 != 0), ColumnScan.Odd(values));
        }
    }

    [Fact]
    public void OneOf_AnyReasons_GivesABitForEach()
    {
        for (var round = 0; round < Repetitions.Of(500); round++)
        {
            var values = Make(() => (byte)_random.Next(32));
            var mask = (uint)_random.NextInt64(1L << 32);

            Assert.Equal(BitsOf(values, value => (mask & (1u << value)) != 0), ColumnScan.OneOf(values, mask));
        }
    }

    private static T[] Make<T>(Func<T> make) => [.. Enumerable.Range(0, 64).Select(_ => make())];

    private static ulong BitsOf<T>(T[] values, Predicate<T> isSo)
    {
        var bits = 0UL;
        for (var i = 0; i < values.Length; i++) bits |= isSo(values[i]) ? 1UL << i : 0;
        return bits;
    }
}
