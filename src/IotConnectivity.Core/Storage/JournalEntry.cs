using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Storage;

/// <summary>One event as it came in, with what became of it.</summary>
/// <remarks>A large value: pass it by <see langword="in"/>.</remarks>
public readonly record struct JournalEntry
{
    /// <summary>Gets the key of the thing.</summary>
    public required long ThingKey { get; init; }

    /// <summary>Gets the event.</summary>
    public required LifecycleEvent Event { get; init; }

    /// <summary>Gets when it was received, by our own clock, in milliseconds since 1970-01-01T00:00Z.</summary>
    public required long ReceivedAtMs { get; init; }

    /// <summary>Gets the rule that decided what became of it.</summary>
    public required OrderRule Rule { get; init; }

    /// <summary>Gets the place of the entry among those of all things, in the order in which they were committed; 0 in what is written.</summary>
    /// <value>From 1. Each entry has one of its own, greater than all before, and keeps it over restarts and whatever is forgotten.</value>
    public long Position { get; init; }

    /// <summary>Gets the state after the event; <see langword="null"/> in what is read from a store.</summary>
    public ThingConnectivity? State { get; init; }

    /// <summary>
    /// Gets a value indicating whether <see cref="State"/> holds news of an event that may not be in the journal before this one, so that the state itself has to be durable
    /// together with this entry.
    /// </summary>
    public bool StateIsAhead { get; init; }
}
