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
    [InlineData(1, false, false, ConnectionNumbers.Growing)]
    [InlineData(0, true, false, ConnectionNumbers.Growing)]
    [InlineData(0, false, true, ConnectionNumbers.Growing)]
    [InlineData(0, false, false, ConnectionNumbers.ResetWhenAway)]
    public void NumberOf_AnyMemberThatDiffers_IsAnother(long epoch, bool reusesKeys, bool reportsActivity, ConnectionNumbers numbers)
    {
        _sources.NumberOf(new LifecycleSource("mosquitto"));

        Assert.Equal(1, _sources.NumberOf(new LifecycleSource("mosquitto") { Epoch = epoch, ReusesKeys = reusesKeys, ReportsActivity = reportsActivity, Numbers = numbers }));
    }

    [Fact]
    public void Item_SourceEqualToAws_IsTheInstanceThatEverybodyHas()
    {
        var number = _sources.NumberOf(new LifecycleSource("aws") { Numbers = ConnectionNumbers.ResetWhenAway });

        Assert.Same(LifecycleSource.Aws, _sources[number]);
    }

    [Theory]
    [InlineData(20_000)]
    public void NumberOf_ManySources_CostsTheSameForEach(int count)
    {
        var table = new SourceTable();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++) table.NumberOf(new LifecycleSource("mosquitto") { Epoch = i });

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / count;

        Assert.True(each < 2_000, $"{each} bytes were allocated for each source");
    }
}
