namespace IotConnectivity.Indexing;

/// <summary>What became of an event.</summary>
public enum ApplyOutcome
{
    /// <summary>The event does not touch connectivity: a refused connection, a subscription, or connectivity indexing is off.</summary>
    Ignored = 0,

    /// <summary>The client is not a registered thing; the event left no trace.</summary>
    NotRegistered = 1,

    /// <summary>The event was newer than what was known and changed it.</summary>
    Applied = 2,

    /// <summary>The event said what was known already.</summary>
    Duplicate = 3,

    /// <summary>The event speaks of an earlier connection, or of a moment that later news have passed.</summary>
    Stale = 4,
}
