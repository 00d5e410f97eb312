namespace IotConnectivity.Registry;

public class GroupArraysTests
{
    private static readonly RegisteredGroup[] Groups = [.. Enumerable.Range(0, 12).Select(static i => new RegisteredGroup(new ThingGroup($"g{i}", Guid.NewGuid(), [], null, ThingAttributes.Empty, 1, default), null))];

    [Fact]
    public void With_SameArrayAgain_SharesOneThatIsOldOnceManyHaveIt()
    {
        RegisteredGroup[] before = [Groups[0], Groups[1]];

        var arrays = Enumerable.Range(0, 1_000).Select(_ => Groups[2].With(before)).ToList();

        Assert.All(arrays, array => Assert.Equal([Groups[0], Groups[1], Groups[2]], array));
        Assert.Equal(2, arrays.Distinct().Count());
        Assert.Equal(GC.MaxGeneration, GC.GetGeneration(arrays[^1]));
        Assert.Same(Groups[2].Alone, Groups[2].With([]));
        Assert.Equal(GC.MaxGeneration, GC.GetGeneration(Groups[2].Alone));
    }

    [Fact]
    public void Without_AnyPlace_LeavesTheOthers()
    {
        RegisteredGroup[] three = [Groups[0], Groups[1], Groups[2]];

        Assert.Equal([Groups[1], Groups[2]], Groups[0].Without(three));
        Assert.Equal([Groups[0], Groups[1]], Groups[2].Without(three));
        Assert.Same(Groups[0].Without(three), Groups[0].Without(three));
        Assert.Same(Groups[1].Alone, Groups[0].Without([Groups[0], Groups[1]]));
        Assert.Same(Groups[0].Alone, Groups[1].Without([Groups[0], Groups[1]]));
        Assert.Empty(Groups[0].Without([Groups[0]]));
    }

    [Fact]
    public void With_MoreArraysThanAreRemembered_GivesEachItsOwn()
    {
        var befores = Enumerable.Range(0, 200).Select(static i => new[] { Groups[i % 11] }).ToList();

        for (var round = 0; round < 100; round++)
        {
            foreach (var before in befores) Assert.Equal([before[0], Groups[11]], Groups[11].With(before));
        }
    }
}
