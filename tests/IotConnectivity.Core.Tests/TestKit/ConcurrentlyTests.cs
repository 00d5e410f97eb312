namespace IotConnectivity.TestKit;

public class ConcurrentlyTests
{
    [Fact]
    public void Run_FourThreads_AreAllThereAtOnce()
    {
        using var meeting = new Barrier(4);
        var numbers = new int[4];

        Concurrently.Run(4, number =>
        {
            numbers[number]++;
            Assert.True(meeting.SignalAndWait(TimeSpan.FromSeconds(30)));
        });

        Assert.Equal([1, 1, 1, 1], numbers);
    }

    [Fact]
    public void Run_SomeThrow_CollectsAllAndTheOthersFinish()
    {
        var finished = 0;

        var error = Assert.Throws<AggregateException>(() => Concurrently.Run(4, number =>
        {
            if (number % 2 == 0) throw new InvalidDataException($"broken {number}");
            Interlocked.Increment(ref finished);
        }));

        Assert.StartsWith("2 of 4 threads failed", error.Message, StringComparison.Ordinal);
        Assert.Equal(["broken 0", "broken 2"], error.InnerExceptions.Select(inner => inner.Message).Order());
        Assert.Equal(2, finished);
    }

    [Fact]
    public void Run_SameSeed_GivesEachThreadItsOwnNumbersAgain()
    {
        var first = new int[2];
        var second = new int[2];

        Concurrently.Run(2, 42, (number, random) => first[number] = random.Next());
        Concurrently.Run(2, 42, (number, random) => second[number] = random.Next());

        Assert.Equal(first, second);
        Assert.NotEqual(first[0], first[1]);
    }

    [Fact]
    public void Run_SeededThreadThrows_MessageNamesTheSeed()
    {
        var error = Assert.Throws<AggregateException>(() => Concurrently.Run(1, 42, (_, _) => throw new InvalidDataException("broken")));

        Assert.StartsWith("1 of 1 threads failed, seed 42", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoThreads_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => Concurrently.Run(0, _ => { }));

    [Fact]
    public void Run_ThreadHangs_SaysSoAfterItsPatience()
    {
        using var never = new ManualResetEventSlim();

        var error = Assert.Throws<TimeoutException>(
            () => Concurrently.Run(2, number => { if (number == 1) never.Wait(TimeSpan.FromMinutes(1)); }, TimeSpan.FromMilliseconds(50), ", seed 7"));
        never.Set();

        Assert.Equal("1 of 2 threads did not end within 00:00:00.0500000, seed 7", error.Message);
    }

    [Fact]
    public void Seed_InATest_StandsInItsOutput()
    {
        var seed = Concurrently.Seed();

        Assert.Contains($"TEST_SEED={seed}", TestContext.Current.TestOutputHelper!.Output, StringComparison.Ordinal);
    }
}
