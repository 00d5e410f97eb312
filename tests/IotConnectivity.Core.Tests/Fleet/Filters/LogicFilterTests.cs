using IotConnectivity.Fleet.Columns;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet.Filters;

/// <summary>AND, OR and NOT of parts that count how often they are asked.</summary>
public class LogicFilterTests
{
    private const int Chunk = Places.ChunkSize;

    [Fact]
    public void Narrow_AnyTree_GivesWhatAskingEachPlaceGives()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(300); round++)
        {
            var filter = AnyFilter(random, 0);
            var open = new ulong[Places.ChunkWords];
            foreach (ref var word in open.AsSpan()) word = (ulong)random.NextInt64();
            var bits = open.ToArray();

            filter.Narrow(0, bits);

            for (var place = 0; place < Chunk; place++)
            {
                var isOpen = (open[place / 64] & (1UL << (place % 64))) != 0;
                Assert.Equal(isOpen && filter.Matches(place), (bits[place / 64] & (1UL << (place % 64))) != 0);
            }

            Assert.True(filter.MostMatches(Chunk) >= Enumerable.Range(0, Chunk).Count(filter.Matches));
        }
    }

    /// <summary>However a query is nested, each of its terms is asked of each thing at most once.</summary>
    [Fact]
    public void Narrow_DeeplyNested_AsksEachPartOfEachPlaceOnce()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(100); round++)
        {
            var parts = Enumerable.Range(0, 12).Select(_ => new CountingFilter(2 + random.Next(5))).ToList();
            var nested = parts.ConvertAll<Filter>(static part => part);
            while (nested.Count > 1)
            {
                var (left, right) = (nested[random.Next(nested.Count / 2)], nested[^1]);
                nested.Remove(left);
                nested.Remove(right);
                Filter both = random.Next(2) == 0 ? new AndFilter([left, right]) : new OrFilter([left, right]);
                for (var i = random.Next(20); i > 0; i--) both = new NotFilter(both);
                nested.Insert(random.Next(nested.Count + 1), both);
            }

            var bits = new ulong[Places.ChunkWords];
            bits.AsSpan().Fill(ulong.MaxValue);
            nested[0].Prepare();
            nested[0].Narrow(0, bits);

            Assert.All(parts, static part => Assert.InRange(part.Asked, 0, Chunk));
            Assert.All(parts, static part => Assert.Equal(1, part.Prepared));
        }
    }

    [Fact]
    public void Narrow_CheapPartLeavesNothing_DoesNotAskTheOthers()
    {
        var (cheap, costly) = (new CountingFilter(int.MaxValue, cost: 1), new CountingFilter(2, cost: 100));
        var bits = new ulong[Places.ChunkWords];
        bits.AsSpan().Fill(ulong.MaxValue);

        // Place 0 is a multiple of everything.
        bits[0] &= ~1UL;
        new AndFilter([costly, cheap]).Narrow(0, bits);

        Assert.False(bits.ContainsAnyExcept(0UL));
        Assert.Equal((Chunk - 1, 0), (cheap.Asked, costly.Asked));
    }

    [Fact]
    public void Narrow_CheapPartTakesAll_DoesNotAskTheOthers()
    {
        var (cheap, costly) = (new CountingFilter(1, cost: 1), new CountingFilter(2, cost: 100));
        var bits = new ulong[Places.ChunkWords];
        bits.AsSpan().Fill(ulong.MaxValue);

        new OrFilter([costly, cheap]).Narrow(0, bits);

        Assert.False(bits.ContainsAnyExcept(ulong.MaxValue));
        Assert.Equal((Chunk, 0), (cheap.Asked, costly.Asked));
    }

    [Fact]
    public void Cost_OfParts_IsTheirSum()
    {
        Filter[] parts = [new CountingFilter(2, cost: 3), new CountingFilter(3, cost: 4)];

        Assert.Equal((7, 7, 3, 0), (new AndFilter(parts).Cost, new OrFilter(parts).Cost, new NotFilter(parts[0]).Cost, new ConstantFilter(true).Cost));
    }

    [Fact]
    public void MostMatches_OfParts_IsTheLeastOrTheirSum()
    {
        Filter[] parts = [new CountingFilter(2), new CountingFilter(4)];

        Assert.Equal((25, 75, 100), (new AndFilter(parts).MostMatches(100), new OrFilter(parts).MostMatches(100), new NotFilter(parts[1]).MostMatches(100)));
        Assert.Equal(100, new OrFilter([parts[0], new NotFilter(parts[1])]).MostMatches(100));
        Assert.Equal((100, 0), (new ConstantFilter(true).MostMatches(100), new ConstantFilter(false).MostMatches(100)));
    }

    private static Filter AnyFilter(Random random, int depth) => random.Next(depth > 3 ? 2 : 5) switch
    {
        0 => new CountingFilter(1 + random.Next(5), random.Next(10)),
        1 => random.Next(4) == 0 ? new ConstantFilter(random.Next(2) == 0) : new CountingFilter(1 + random.Next(9), random.Next(10)),
        2 => new NotFilter(AnyFilter(random, depth + 1)),
        3 => new AndFilter([AnyFilter(random, depth + 1), AnyFilter(random, depth + 1), AnyFilter(random, depth + 1)]),
        _ => new OrFilter([AnyFilter(random, depth + 1), AnyFilter(random, depth + 1), AnyFilter(random, depth + 1)]),
    };

    /// <summary>Matches every so many places.</summary>
    private sealed class CountingFilter(int every, int cost = 1) : Filter
    {
        internal int Asked { get; private set; }

        internal int Prepared { get; private set; }

        internal override int Cost => cost;

        internal override void Prepare() => Prepared++;

        internal override int MostMatches(int things) => (things + every - 1) / every;

        internal override void Narrow(int chunk, Span<ulong> bits) => NarrowOneByOne(chunk, bits);

        internal override bool Matches(int place)
        {
            Asked++;
            return place % every == 0;
        }
    }
}
