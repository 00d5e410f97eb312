namespace IotConnectivity.Timing;

/// <summary>Notes what is delivered and answers as a test says.</summary>
internal readonly struct RecordingHandler(Func<TestTimeout, long, long?> answer) : ITimeoutHandler
{
    // More than any test delivers: a wheel that delivers for ever fails here rather than in the memory of the machine.
    private const int Limit = 10_000;

    public List<(int Id, long Tick)> Delivered { get; } = [];

    public static RecordingHandler Done() => new((_, _) => null);

    public long? OnDue(WheelTimeout timeout, long tick)
    {
        Assert.True(Delivered.Count < Limit, "delivers without end");
        var known = (TestTimeout)timeout;
        Delivered.Add((known.Id, tick));
        return answer(known, tick);
    }
}
