namespace IotConnectivity.Detect.Detector;

public class ArrivalRingTests
{
    private static readonly ClockReading Clock = new(0, 0, 0);

    [Fact]
    public void MoveTo_MoreThanTheRingHolds_ArmsAll()
    {
        const int Count = (1 << 14) + 1000;
        var (ring, armed, wheel) = (new ArrivalRing(), new ArmedPlaces(), new PlaceWheel(0));
        for (var lap = 0; lap < 3; lap++)
        {
            for (var i = 0; i < Count; i++) ring.Add((lap * Count) + i, 100);

            ring.MoveTo(armed, wheel, Clock);

            Assert.Equal((lap + 1) * Count, wheel.Count);
        }

        Assert.Equal(Enumerable.Range(0, 3 * Count), wheel.Advance(100).ConvertAll(static entry => entry.Place).Order());
    }

    [Fact]
    public void MoveTo_ArmedForAnEarlierMoment_AddsNothing()
    {
        var (ring, armed, wheel) = (new ArrivalRing(), new ArmedPlaces(), new PlaceWheel(0));
        ring.Add(7, 100);
        ring.Add(7, 101);

        ring.MoveTo(armed, wheel, Clock);

        Assert.Equal([new PlaceWheel.Entry(7, 100, 100)], wheel.Advance(200));
    }
}
