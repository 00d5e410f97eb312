using System.Collections.Concurrent;
using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>The sources of one dialect, one for each node that events name; shared by all events of the node.</summary>
/// <remarks>Any thread may use it. Bounded: a node past the limit gets an instance for each of its events, which compares like any other.</remarks>
internal sealed class LifecycleSources
{
    private const int MaxNodes = 1024;
    private const int MaxNodeBytes = LifecycleLimits.MaxTextBytes;

    private readonly ConcurrentDictionary<string, LifecycleSource> _byNode = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LifecycleSource>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly LifecycleSource _nameless;
    private readonly Func<string, LifecycleSource> _make;

    // The node of the last event, which in most streams is that of the next one.
    private NodeOfLast? _last;

    /// <summary>Starts without any node.</summary>
    /// <param name="make">Makes the source of a node; the empty string is the node of events that name none.</param>
    public LifecycleSources(Func<string, LifecycleSource> make)
    {
        _make = make;
        _nameless = make(string.Empty);
        _lookup = _byNode.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Finds the source of a node.</summary>
    /// <param name="node">The name of the node in UTF-8; what is longer than 256 bytes is cut.</param>
    public LifecycleSource Of(ReadOnlySpan<byte> node)
    {
        if (node.IsEmpty) return _nameless;
        if (_last is { } last && node.SequenceEqual(last.Utf8)) return last.Source;
        node = node[..Math.Min(node.Length, MaxNodeBytes)];
        Span<char> text = stackalloc char[MaxNodeBytes];
        var source = Of(text[..Encoding.UTF8.GetChars(node, text)]);
        _last = new NodeOfLast(node.ToArray(), source);
        return source;
    }

    /// <summary>Finds the source of a node.</summary>
    /// <param name="node">The name of the node; what is longer than 256 characters is cut.</param>
    public LifecycleSource Of(ReadOnlySpan<char> node)
    {
        if (node.IsEmpty) return _nameless;
        node = node[..Math.Min(node.Length, MaxNodeBytes)];
        if (_lookup.TryGetValue(node, out var source)) return source;
        var name = node.ToString();
        return _byNode.Count < MaxNodes ? _byNode.GetOrAdd(name, _make) : _make(name);
    }

    /// <summary>Finds the source of a node in one lifetime of its broker.</summary>
    /// <param name="node">The name of the node in UTF-8.</param>
    /// <param name="epoch">The lifetime.</param>
    /// <param name="continuesLifetime">Whether the epoch says nothing about smaller ones; the same for all events of one parser.</param>
    public LifecycleSource Of(ReadOnlySpan<byte> node, long epoch, bool continuesLifetime)
    {
        var source = Of(node);
        if (source.Epoch == epoch) return source;
        source = source.InLifetime(epoch, continuesLifetime && epoch != 0);
        if (_byNode.ContainsKey(source.Node)) _byNode[source.Node] = source;
        _last = new NodeOfLast(node[..Math.Min(node.Length, MaxNodeBytes)].ToArray(), source);
        return source;
    }

    private sealed record NodeOfLast(byte[] Utf8, LifecycleSource Source);
}
