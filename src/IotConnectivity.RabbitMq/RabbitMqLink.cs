namespace IotConnectivity.RabbitMq;

/// <summary>Whether the events of one RabbitMQ come in at this moment. A service of its own for each source that was added; any thread may read it.</summary>
public sealed class RabbitMqLink
{
    private readonly TimeProvider _time;
    private State _state;

    internal RabbitMqLink(string address, TimeProvider time)
    {
        Address = address;
        _time = time;
        _state = new State(false, time.GetUtcNow(), "it was not tried yet");
    }

    /// <summary>Gets where RabbitMQ is: host, port and virtual host.</summary>
    public string Address { get; }

    /// <summary>Gets a value indicating whether it is connected and events are taken in.</summary>
    public bool IsConnected => Volatile.Read(ref _state).IsConnected;

    /// <summary>Gets since when it is connected, or is not.</summary>
    public DateTimeOffset Since => Volatile.Read(ref _state).Since;

    /// <summary>Gets why it is not connected, as RabbitMQ or the network said last; <see langword="null"/> while it is.</summary>
    public string? Fault => Volatile.Read(ref _state).Fault;

    /// <summary>Notes that events come in.</summary>
    /// <returns>For how long they did not.</returns>
    internal TimeSpan Connect()
    {
        var now = _time.GetUtcNow();
        var before = Interlocked.Exchange(ref _state, new State(true, now, null));
        return now - before.Since;
    }

    /// <summary>Notes why no events come in. One thread at a time.</summary>
    /// <returns>Whether that is news.</returns>
    internal bool Lose(string fault)
    {
        var before = Volatile.Read(ref _state);
        Volatile.Write(ref _state, new State(false, before.IsConnected ? _time.GetUtcNow() : before.Since, fault));
        return before.IsConnected || before.Fault != fault;
    }

    private sealed record State(bool IsConnected, DateTimeOffset Since, string? Fault);
}
