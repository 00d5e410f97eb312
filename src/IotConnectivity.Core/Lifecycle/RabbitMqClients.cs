using System.Collections.Concurrent;

namespace IotConnectivity.Lifecycle;

/// <summary>Remembers whose connection a process of the broker is: up to RabbitMQ 3.11 the end names nothing but the process.</summary>
/// <remarks>Any thread may use it. Bounded: at the limit all are forgotten, and ends that name no client are passed over until their clients connect again.</remarks>
internal sealed class RabbitMqClients(int max)
{
    private readonly ConcurrentDictionary<string, string> _byPid = new(StringComparer.Ordinal);

    // Counted here, because counting the dictionary locks all of it.
    private int _count;

    public void Add(string pid, string clientId)
    {
        if (!_byPid.TryAdd(pid, clientId) || Interlocked.Increment(ref _count) <= max) return;
        _byPid.Clear();
        Volatile.Write(ref _count, 0);
    }

    public string? Remove(string pid)
    {
        if (!_byPid.TryRemove(pid, out var clientId)) return null;
        Interlocked.Decrement(ref _count);
        return clientId;
    }
}
