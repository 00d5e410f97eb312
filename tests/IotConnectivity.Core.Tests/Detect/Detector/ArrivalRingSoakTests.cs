using IotConnectivity.TestKit;

namespace IotConnectivity.Detect.Detector;

[Collection(nameof(SoakCollection))]
[Trait("Category", "Soak")]
public class ArrivalRingSoakTests
{
    private const int Threads = 4;
    private const int Each = 200_000;

    [Fact]
    public void Add_FromSeveralThreadsWhileOneTakes_LosesAndInventsNothing()
    {
        var (ring, armed, wheel) = (new ArrivalRing(), new ArmedPlaces(), new PlaceWheel(0));
        var left = Threads;

        Concurrently.Run(Threads + 1, thread =>
        {
            if (thread == Threads)
            {
                while (Volatile.Read(ref left) > 0) ring.MoveTo(armed, wheel, new ClockReading(0, 0, 0));
                return;
            }

            for (var i = 0; i < Each; i++) ring.Add((i * Threads) + thread, (uint)(1 + i));
            Interlocked.Decrement(ref left);
        });
        ring.MoveTo(armed, wheel, new ClockReading(0, 0, 0));

        Assert.Equal(Threads * Each, wheel.Count);
        var entries = wheel.Advance(Each);
        Assert.Equal(Enumerable.Range(0, Threads * Each), entries.ConvertAll(static entry => entry.Place).Order());
        Assert.All(entries.Where(static entry => entry.Place % 1000 == 0), static entry => Assert.Equal(1 + (entry.Place / Threads), (int)entry.Stamp));
    }
}
