namespace IotConnectivity.Timing;

public class SlotAddressTests
{
    [Theory]
    [InlineData(1, 0, 0, 1)]
    [InlineData(63, 0, 0, 63)]
    [InlineData(64, 0, 1, 1)]
    [InlineData(64, 63, 1, 1)]
    [InlineData(65, 64, 0, 1)]
    [InlineData(127, 64, 0, 63)]
    [InlineData(128, 64, 1, 2)]
    [InlineData(4_095, 0, 1, 63)]
    [InlineData(4_096, 0, 2, 1)]
    [InlineData(4_096, 4_095, 2, 1)]
    [InlineData(262_143, 0, 2, 63)]
    [InlineData(262_144, 0, 3, 1)]
    [InlineData((1L << 60) - 1, 0, 9, 63)]
    [InlineData(1L << 60, 0, 10, 1)]
    [InlineData(long.MaxValue, 0, 10, 7)]
    [InlineData(long.MaxValue, long.MaxValue - 1, 0, 63)]
    public void Of_TickAtAnEdge_IsInTheLevelOfTheHighestDifferentBit(long dueTick, long now, int level, int index) =>
        Assert.Equal(new SlotAddress(level, index), SlotAddress.Of(dueTick, now));

    [Theory]
    [InlineData(0, 5, 0, 5)]
    [InlineData(0, 5, 64, 69)]
    [InlineData(1, 63, 0, 4_032)]
    [InlineData(1, 1, 4_096, 4_160)]
    [InlineData(2, 1, 100, 4_096)]
    [InlineData(9, 63, 17, 63L << 54)]
    [InlineData(9, 63, (1L << 60) + 17, (1L << 60) + (63L << 54))]
    [InlineData(10, 7, 17, 7L << 60)]
    [InlineData(10, 7, 6L << 60, 7L << 60)]
    public void FirstTick_SlotOfTheLap_IsItsLowestTick(int level, int index, long now, long expected) =>
        Assert.Equal(expected, new SlotAddress(level, index).FirstTick(now));
}
