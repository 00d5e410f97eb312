namespace IotConnectivity.Detect.Detector;

public class PlaceWheelTests
{
    private const int InOneSlot = 1000;

    [Fact]
    public void Advance_ManyInOneSlot_DeliversThemInTheirOrderAndUsesTheirRoomAgain()
    {
        var wheel = new PlaceWheel(0);
        for (var lap = 0; lap < 4; lap++)
        {
            var due = wheel.Now + 5000;
            for (var place = 0; place < InOneSlot; place++) wheel.Add(place, 1, due);
            for (var place = 0; place < InOneSlot; place++) wheel.Add(place, 2, due + 1);

            Assert.Empty(wheel.Advance(due - 1));
            Assert.Equal(Enumerable.Range(0, InOneSlot), wheel.Advance(due).ConvertAll(static entry => entry.Place));
            Assert.Equal(InOneSlot, wheel.Count);
            Assert.All(wheel.Advance(due + 1), static entry => Assert.Equal(2U, entry.Stamp));
            Assert.Equal(0, wheel.Count);
            Assert.Null(wheel.NextTick);
        }
    }
}
