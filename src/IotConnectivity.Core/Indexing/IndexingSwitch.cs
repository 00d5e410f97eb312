using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Indexing;

/// <summary>Holds the index configuration and carries it out.</summary>
/// <remarks>Thread-safe. Switching connectivity off drops all its records, as in AWS IoT; switching it on starts from the next events.</remarks>
public sealed class IndexingSwitch
{
    private readonly ConnectivityIndex _index;
    private readonly Lock _lock = new();
    private volatile IndexingConfiguration _current = IndexingConfiguration.On;

    /// <summary>Makes the switch of an index; everything is on.</summary>
    /// <param name="index">The index.</param>
    public IndexingSwitch(ConnectivityIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        _index = index;
    }

    /// <summary>Gets the configuration in force.</summary>
    public IndexingConfiguration Current => _current;

    /// <summary>Gets or sets what hears of each change: under the lock, after connectivity was switched off and before it is switched on.</summary>
    internal Action<IndexingConfiguration>? Changed { get; set; }

    /// <summary>Gets or sets what may refuse a configuration that is valid in itself: gives what is wrong with it, or nothing. Called under the lock.</summary>
    internal Func<IndexingConfiguration, string?>? Refuse { get; set; }

    /// <summary>Gets what is held during a change: who holds it relies on <see cref="Current"/>.</summary>
    internal Lock Changing => _lock;

    /// <summary>Changes the configuration.</summary>
    /// <param name="change">Makes the new configuration of the one in force; called once, under a lock.</param>
    /// <param name="error">What is wrong with the new configuration; the old one stays.</param>
    /// <returns>Whether the new configuration is in force.</returns>
    public bool TryChange(Func<IndexingConfiguration, IndexingConfiguration> change, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_lock)
        {
            var next = change(_current);
            error = IndexingRules.Check(next) ?? Refuse?.Invoke(next);
            if (error is not null) return false;
            _current = next;
            if (!next.TracksConnectivity && _index.IsEnabled) _index.Disable();
            Changed?.Invoke(next);
            if (next.TracksConnectivity && !_index.IsEnabled) _index.Enable();
            return true;
        }
    }
}
