using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.TestKit;

namespace IotConnectivity.Registry;

public class PlaceSetTests
{
    private static readonly Arbitrary<int[]> AnyPlaces = Gen.OneOf(Gen.Choose(0, 200), Gen.Choose(4_000, 4_200), Gen.Choose(0, 40_000)).ToArbitrary().Array();

    [Fact]
    public void Next_NothingInIt_IsNone()
    {
        Assert.Equal(-1, PlaceSet.Next([], 0));
        Assert.Equal(-1, PlaceSet.Next([new PlaceSet()], 0));
        Assert.Equal(-1, PlaceSet.Next([new PlaceSet()], int.MaxValue));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(1_000_000)]
    public void Next_OnePlace_IsFoundFromEveryPlaceUpToIt(int place)
    {
        var set = new PlaceSet();

        Assert.True(set.Add(place));
        Assert.False(set.Add(place));

        Assert.Equal(place, PlaceSet.Next([set], 0));
        Assert.Equal(place, PlaceSet.Next([set], Math.Max(0, place - 1)));
        Assert.Equal(place, PlaceSet.Next([set], place));
        Assert.Equal(-1, PlaceSet.Next([set], place + 1));
        Assert.True(set.Contains(place));
        Assert.Equal(1, set.Count);
    }

    [Fact]
    public void Remove_PlaceThatIsNotInIt_SaysSo()
    {
        var set = new PlaceSet();
        set.Add(1);

        Assert.False(set.Remove(2));
        Assert.False(set.Remove(10_000));
        Assert.True(set.Remove(1));
        Assert.False(set.Remove(1));
        Assert.Equal(0, set.Count);
        Assert.False(set.Contains(10_000));
    }

    [Fact]
    public void Next_SeveralSets_GivesTheirUnionInOrder() =>
        Prop.ForAll(AnyPlaces, AnyPlaces, (added, removed) =>
        {
            PlaceSet[] sets = [new(), new(), new()];
            var model = new SortedSet<(int Place, int Set)>();
            foreach (var place in added)
            {
                var set = place % 3;
                Assert.Equal(model.Add((place, set)), sets[set].Add(place));
            }

            foreach (var place in removed.Concat(added.Take(added.Length / 2)))
            {
                var set = place % 3;
                Assert.Equal(model.Remove((place, set)), sets[set].Remove(place));
            }

            Assert.Equal(model.Select(one => one.Place), Enumerate(sets));
            for (var set = 0; set < 3; set++)
            {
                Assert.Equal(model.Where(one => one.Set == set).Select(one => one.Place), Enumerate([sets[set]]));
                Assert.Equal(model.Count(one => one.Set == set), sets[set].Count);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(300)));

    [Fact]
    public void Add_FromManyThreads_LosesNothing()
    {
        var set = new PlaceSet();

        Concurrently.Run(4, thread =>
        {
            for (var place = thread; place < 200_000; place += 4) Assert.True(set.Add(place));
        });

        Assert.Equal(200_000, set.Count);
        Assert.Equal(Enumerable.Range(0, 200_000), Enumerate([set]));
        Concurrently.Run(4, thread =>
        {
            for (var place = thread; place < 200_000; place += 4) Assert.True(set.Remove(place));
        });
        Assert.Equal(-1, PlaceSet.Next([set], 0));
    }

    private static List<int> Enumerate(ReadOnlySpan<PlaceSet> sets)
    {
        var places = new List<int>();
        for (var place = PlaceSet.Next(sets, 0); place >= 0; place = PlaceSet.Next(sets, place + 1)) places.Add(place);
        return places;
    }
}
