using IotConnectivity.Lifecycle;

namespace IotConnectivity.Storage;

public class SourceTableTests
{
    private readonly SourceTable _sources = new();

    [Fact]
    public void NumberOf_SourceWithTheSameMembers_IsTheSame()
    {
        Assert.Equal(0, _sources.NumberOf(new LifecycleSource("mosquitto") { Node = "a" }));
        Assert.Equal(1, _sources.NumberOf(new LifecycleSource("mosquitto") { Node = "b" }));
        Assert.Equal(0, _sources.NumberOf(new LifecycleSource("mosquitto") { Node = "a" }));
        Assert.Equal(2, _sources.Count);
    }

    [Theory]
    [InlineData(true, false, ConnectionNumbers.Growing)]
    [InlineData(false, true, ConnectionNumbers.Growing)]
    [InlineData(false, false, ConnectionNumbers.ResetWhenAway)]
    public void NumberOf_AnyMemberThatDiffers_IsAnother(bool reusesKeys, bool reportsActivity, ConnectionNumbers numbers)
    {
        _sources.NumberOf(new LifecycleSource("mosquitto"));

        Assert.Equal(1, _sources.NumberOf(new LifecycleSource("mosquitto") { ReusesKeys = reusesKeys, ReportsActivity = reportsActivity, Numbers = numbers }));
    }

    [Fact]
    public void Item_SourceEqualToAws_IsTheInstanceThatEverybodyHas()
    {
        var number = _sources.NumberOf(new LifecycleSource("aws") { Numbers = ConnectionNumbers.ResetWhenAway });

        Assert.Same(LifecycleSource.Aws, _sources[number]);
    }

    [Fact]
    public void NumberOf_AnyNumberOfLifetimes_IsOne()
    {
        for (var epoch = 0; epoch < 1_000; epoch++) Assert.Equal(0, _sources.NumberOf(new LifecycleSource("mosquitto") { Epoch = epoch }));

        Assert.Equal(1, _sources.Count);
        Assert.Equal(0, _sources[0].Epoch);
    }

    [Fact]
    public void TryGet_Lifetime_IsTheSourceInIt()
    {
        _sources.NumberOf(new LifecycleSource("mosquitto") { Node = "a", Epoch = 17, ReusesKeys = true, ReportsActivity = true, Numbers = ConnectionNumbers.ResetWhenAway });

        Assert.True(_sources.TryGet(0, 18, false, out var source));

        Assert.True(source!.IsSameAs(new LifecycleSource("mosquitto") { Node = "a", Epoch = 18, ReusesKeys = true, ReportsActivity = true, Numbers = ConnectionNumbers.ResetWhenAway }));
        Assert.True(_sources.TryGet(0, 18, false, out var again));
        Assert.Same(source, again);
        Assert.True(_sources.TryGet(0, 18, true, out var continued));
        Assert.Equal((18, true), (continued!.Epoch, continued.ContinuesLifetime));
        Assert.False(_sources.TryGet(1, 18, false, out _));
    }

    [Theory]
    [InlineData(20_000)]
    public void NumberOf_ManySources_CostsTheSameForEach(int count)
    {
        var table = new SourceTable();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++) table.NumberOf(new LifecycleSource("mosquitto") { Node = $"{i}" });

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / count;

        Assert.True(each < 2_000, $"{each} bytes were allocated for each source");
    }
}
