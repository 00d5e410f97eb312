namespace IotConnectivity.Timing;

/// <summary>Notes what is delivered and answers as a test says.</summary>
internal readonly struct RecordingHandler(Func<TestTimeout, long, long?> answer) : ITimeoutHandler
{
    public List<(int Id, long Tick)> Delivered { get; } = [];

    public static RecordingHandler Done() => new((_, _) => null);

    public long? OnDue(WheelTimeout timeout, long tick)
    {
        var known = (TestTimeout)timeout;
        Delivered.Add((known.Id, tick));
        return answer(known, tick);
    }
}
