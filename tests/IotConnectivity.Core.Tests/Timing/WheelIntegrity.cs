using System.Runtime.CompilerServices;

namespace IotConnectivity.Timing;

/// <summary>Walks a wheel that is at rest and checks every invariant that its files name.</summary>
internal static class WheelIntegrity
{
    public static void Check(TimingWheel wheel)
    {
        var slots = Slots(wheel);
        var occupancy = Occupancy(wheel);
        var counted = 0;
        for (var number = 0; number < slots.Length; number++)
        {
            var address = new SlotAddress(number / SlotAddress.SlotsPerLevel, number % SlotAddress.SlotsPerLevel);
            if (slots[number] is not { } slot)
            {
                Assert.False(IsOccupied(occupancy, address));
                continue;
            }

            var timeouts = Walk(slot);
            counted += timeouts.Count;
            Assert.Equal(address, slot.Address);
            Assert.Equal(timeouts.Count > 0, IsOccupied(occupancy, address));
            foreach (var timeout in timeouts)
            {
                Assert.True(timeout.DueTick > wheel.Now, $"due at {timeout.DueTick}, still in {address} at {wheel.Now}");
                Assert.Equal(SlotAddress.Of(timeout.DueTick, wheel.Now), address);
            }
        }

        foreach (var ready in new[] { Due(wheel), Overdue(wheel) })
        {
            var timeouts = Walk(ready);
            counted += timeouts.Count;
            Assert.Null(ready.Address);
            Assert.All(timeouts, timeout => Assert.True(timeout.DueTick <= wheel.Now, $"due at {timeout.DueTick}, ready at {wheel.Now}"));
        }

        Assert.Equal(counted, wheel.Count);
        for (var level = 0; level < SlotAddress.LevelCount; level++)
        {
            Assert.Equal(OccupiedSlots(occupancy)[level] != 0, (OccupiedLevels(occupancy) & (1U << level)) != 0);
        }
    }

    public static int CountSlots(TimingWheel wheel) => Slots(wheel).Count(slot => slot is not null);

    private static List<WheelTimeout> Walk(WheelTimeout.Slot slot)
    {
        var timeouts = new List<WheelTimeout>();
        WheelTimeout previous = slot;
        for (var timeout = Next(slot); !ReferenceEquals(timeout, slot); timeout = Next(timeout))
        {
            Assert.NotNull(timeout);
            Assert.IsNotType<WheelTimeout.Slot>(timeout);
            Assert.Same(previous, Previous(timeout));
            Assert.True(timeout.IsArmed);
            timeouts.Add(timeout);
            previous = timeout;
        }

        Assert.Same(previous, Previous(slot));
        Assert.Same(timeouts.FirstOrDefault(), slot.First);
        return timeouts;
    }

    private static bool IsOccupied(SlotOccupancy occupancy, SlotAddress address) =>
        (OccupiedSlots(occupancy)[address.Level] & (1UL << address.Index)) != 0;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_slots")]
    private static extern ref WheelTimeout.Slot?[] Slots(TimingWheel wheel);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_occupancy")]
    private static extern ref SlotOccupancy Occupancy(TimingWheel wheel);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_due")]
    private static extern ref WheelTimeout.Slot Due(TimingWheel wheel);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_overdue")]
    private static extern ref WheelTimeout.Slot Overdue(TimingWheel wheel);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_slots")]
    private static extern ref ulong[] OccupiedSlots(SlotOccupancy occupancy);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_levels")]
    private static extern ref uint OccupiedLevels(SlotOccupancy occupancy);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_next")]
    private static extern ref WheelTimeout? Next(WheelTimeout timeout);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_previous")]
    private static extern ref WheelTimeout? Previous(WheelTimeout timeout);
}
