using System.Collections.Concurrent;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.RabbitMq;

/// <summary>The latest lifetime of each node that was heard of. Any thread may use it.</summary>
internal sealed class RabbitMqNodes
{
    /// <summary>The name of the sources of <see cref="RabbitMqLifecycleParser"/>.</summary>
    public const string SourceName = "rabbitmq";

    private readonly ConcurrentDictionary<string, LifecycleSource> _byName = new(StringComparer.Ordinal);

    /// <summary>Notes that a node was heard of.</summary>
    /// <returns>Whether that begins a lifetime.</returns>
    public bool Note(LifecycleSource source)
    {
        while (true)
        {
            if (!_byName.TryGetValue(source.Node, out var known))
            {
                if (_byName.TryAdd(source.Node, source)) return true;
            }
            else if (source.Epoch <= known.Epoch)
            {
                return false;
            }
            else if (_byName.TryUpdate(source.Node, source, known))
            {
                return true;
            }
        }
    }

    public LifecycleSource? Find(string node) => _byName.GetValueOrDefault(node);
}
