using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet.Columns;

public class DirtyPlacesTests
{
    [Fact]
    public void Take_NothingMarked_IsAtTheEnd()
    {
        var dirty = new DirtyPlaces();

        Assert.True(dirty.IsEmpty);
        Assert.Equal((true, 0), Take(dirty, 10, 0, []));
    }

    [Fact]
    public void Mark_PlaceMarkedBefore_SaysSo()
    {
        var dirty = new DirtyPlaces();

        Assert.True(dirty.Mark(70));
        Assert.False(dirty.Mark(70));
        Assert.True(dirty.Mark(71));

        Assert.False(dirty.IsEmpty);
        Assert.Equal((true, 1), Take(dirty, 10, 0, [70, 71]));
        Assert.True(dirty.IsEmpty);
        Assert.True(dirty.Mark(70));
        Assert.Equal((true, 1), Take(dirty, 10, 0, [70]));
    }

    [Fact]
    public void Take_MoreThanWanted_StopsAfterAChunkAndGoesOnThere()
    {
        var dirty = new DirtyPlaces();
        int[] places = [0, 63, 64, 127, 4_095, 4_096, 10_000];
        foreach (var place in places.Reverse()) dirty.Mark(place);

        Assert.Equal((false, 1), Take(dirty, 1, 0, [0, 63, 64, 127, 4_095]));
        Assert.False(dirty.IsEmpty);
        dirty.Mark(2);
        Assert.Equal((false, 2), Take(dirty, 1, 1, [4_096]));
        Assert.Equal((true, 3), Take(dirty, 1, 2, [10_000]));

        // It was behind.
        Assert.Equal((true, 3), Take(dirty, 1, 3, []));
        Assert.Equal((true, 3), Take(dirty, 1, 0, [2]));
        Assert.True(dirty.IsEmpty);
    }

    [Fact]
    public void Take_ListHasSomethingAlready_CountsIt()
    {
        var dirty = new DirtyPlaces();
        dirty.Mark(5);
        var list = new List<int> { 1 };
        var from = 0;

        Assert.False(dirty.Take(list, 1, ref from));

        Assert.Equal([1], list);
        Assert.True(dirty.Take(list, 2, ref from));
        Assert.Equal([1, 5], list);
    }

    [Fact]
    public void AnyOperations_LikeASet()
    {
        var random = new Random(Concurrently.Seed());
        var dirty = new DirtyPlaces();
        var model = new SortedSet<int>();
        for (var step = 0; step < Repetitions.Of(3_000); step++)
        {
            for (var i = random.Next(30); i > 0; i--)
            {
                var place = random.Next(random.Next(2) == 0 ? 200 : 30_000);
                Assert.Equal(model.Add(place), dirty.Mark(place));
            }

            var list = new List<int>();
            var from = 0;
            var isAll = dirty.Take(list, 1 + random.Next(40), ref from);
            Assert.Equal(model.Take(list.Count), list);
            model.ExceptWith(list);
            Assert.Equal(isAll, model.Count == 0);
            Assert.Equal(model.Count == 0, dirty.IsEmpty);
        }
    }

    private static (bool IsAll, int From) Take(DirtyPlaces dirty, int atMost, int from, int[] expected)
    {
        var list = new List<int>();
        var isAll = dirty.Take(list, atMost, ref from);
        Assert.Equal(expected, list);
        return (isAll, from);
    }
}
