using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.History;

/// <summary>Why a thing shows as it does: its state and the last events as they came in.</summary>
/// <param name="State">What is shown now, since its own stamp; <see langword="null"/> when the thing was never seen.</param>
/// <param name="Revision">The number of changes of its record.</param>
/// <param name="LastActivity">When the client was last active, by the clock of its source; <see langword="null"/> when no activity was reported.</param>
/// <param name="Events">The last events that came in, the last one first; at most 32, those that changed nothing among them.</param>
public sealed record ThingExplanation(ConnectivityTransition? State, long Revision, DateTimeOffset? LastActivity, IReadOnlyList<ExplainedEvent> Events);

/// <summary>An event as it came in, and what became of it. Holds no address.</summary>
public sealed record ExplainedEvent
{
    /// <summary>Gets what the event tells.</summary>
    public required LifecycleEventKind Kind { get; init; }

    /// <summary>Gets when it happened, by the clock of the source.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets when it was received, by our own clock.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Gets when the connection was made, where an end tells that.</summary>
    public required DateTimeOffset? ConnectedAt { get; init; }

    /// <summary>Gets the last activity that an inferred end is based on.</summary>
    public required DateTimeOffset? LastActivity { get; init; }

    /// <summary>Gets who told of it: a source with its node.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the key of the connection.</summary>
    public required string? Connection { get; init; }

    /// <summary>Gets the number of the connection.</summary>
    public required long? Number { get; init; }

    /// <summary>Gets why the connection ended.</summary>
    public required DisconnectReason Reason { get; init; }

    /// <summary>Gets how the reason is known.</summary>
    public required ReasonQuality ReasonQuality { get; init; }

    /// <summary>Gets the source's own words for the reason.</summary>
    public required string? RawReason { get; init; }

    /// <summary>Gets the rule that decided.</summary>
    public required OrderRule Rule { get; init; }

    /// <summary>Gets what became of the event.</summary>
    public ApplyOutcome Outcome => Rule.OutcomeOf();

    /// <summary>Gets a sentence that says what the rule means for this event.</summary>
    public required string Explanation { get; init; }
}
