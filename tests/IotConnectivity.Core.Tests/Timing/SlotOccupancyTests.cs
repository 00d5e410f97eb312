namespace IotConnectivity.Timing;

public class SlotOccupancyTests
{
    private readonly SlotOccupancy _occupancy = new();

    [Fact]
    public void TryFindFirst_NothingSet_ReturnsFalse()
    {
        Assert.False(_occupancy.TryFindFirst(out var address));
        Assert.Equal(default, address);
    }

    [Fact]
    public void TryFindFirst_SeveralSet_FindsTheLowestSlotOfTheLowestLevel()
    {
        _occupancy.Set(new SlotAddress(10, 0));
        _occupancy.Set(new SlotAddress(3, 63));
        _occupancy.Set(new SlotAddress(3, 32));

        Assert.True(_occupancy.TryFindFirst(out var address));
        Assert.Equal(new SlotAddress(3, 32), address);
    }

    [Fact]
    public void Clear_OneOfTwoInALevel_LeavesTheOther()
    {
        _occupancy.Set(new SlotAddress(0, 0));
        _occupancy.Set(new SlotAddress(0, 63));

        _occupancy.Clear(new SlotAddress(0, 0));

        Assert.True(_occupancy.TryFindFirst(out var address));
        Assert.Equal(new SlotAddress(0, 63), address);
    }

    [Fact]
    public void Clear_LastOfALevel_LeavesTheNextLevel()
    {
        _occupancy.Set(new SlotAddress(0, 63));
        _occupancy.Set(new SlotAddress(1, 5));

        _occupancy.Clear(new SlotAddress(0, 63));

        Assert.True(_occupancy.TryFindFirst(out var address));
        Assert.Equal(new SlotAddress(1, 5), address);
    }

    [Fact]
    public void Clear_SlotThatIsNotSet_ChangesNothing()
    {
        _occupancy.Clear(new SlotAddress(10, 63));

        Assert.False(_occupancy.TryFindFirst(out _));
    }
}
