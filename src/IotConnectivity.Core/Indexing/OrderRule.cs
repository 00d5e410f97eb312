namespace IotConnectivity.Indexing;

/// <summary>The rule that decided what became of an event. Each belongs to one <see cref="ApplyOutcome"/>; stored with the event, so the numbers never change.</summary>
public enum OrderRule : byte
{
    /// <summary>The event does not touch connectivity: a refused connection, a subscription. <see cref="ApplyOutcome.Ignored"/>.</summary>
    NotConnectivity = 0,

    /// <summary>Connectivity was not indexed. <see cref="ApplyOutcome.Ignored"/>.</summary>
    IndexingOff = 1,

    /// <summary>The client was not a registered thing. <see cref="ApplyOutcome.NotRegistered"/>.</summary>
    NotRegistered = 2,

    /// <summary>Nothing was known of the thing's connectivity before. <see cref="ApplyOutcome.Applied"/>.</summary>
    FirstNews = 10,

    /// <summary>The event speaks of a later connection than the one known. <see cref="ApplyOutcome.Applied"/>.</summary>
    LaterConnection = 11,

    /// <summary>The connect of the known connection, or an end that tells when it was made; only an end or a later connect stamp was known. <see cref="ApplyOutcome.Applied"/>.</summary>
    ConnectOfKnown = 12,

    /// <summary>The end of the known connection. <see cref="ApplyOutcome.Applied"/>.</summary>
    EndOfKnown = 13,

    /// <summary>An end that counts before the one known: stated before inferred, earlier before later. <see cref="ApplyOutcome.Applied"/>.</summary>
    BetterEnd = 14,

    /// <summary>Activity that takes back an inferred end. <see cref="ApplyOutcome.Applied"/>.</summary>
    ActivityRevokesEnd = 15,

    /// <summary>Activity that changes no state. <see cref="ApplyOutcome.Applied"/>.</summary>
    ActivityNoted = 16,

    /// <summary>The connect was known. <see cref="ApplyOutcome.Duplicate"/>.</summary>
    KnownConnect = 20,

    /// <summary>The end was known, or one that counts before it. <see cref="ApplyOutcome.Duplicate"/>.</summary>
    KnownEnd = 21,

    /// <summary>The event speaks of an earlier connection than the one known. <see cref="ApplyOutcome.Stale"/>.</summary>
    EarlierConnection = 30,

    /// <summary>An end that does not tell when its connection began, and the known connection is another one; kept in case its connect arrives. <see cref="ApplyOutcome.Stale"/>.</summary>
    EndWaitsForConnect = 31,

    /// <summary>An inferred end that later activity contradicts. <see cref="ApplyOutcome.Stale"/>.</summary>
    ActivityContradictsEnd = 32,

    /// <summary>Activity earlier than what is known. <see cref="ApplyOutcome.Stale"/>.</summary>
    EarlierActivity = 33,

    /// <summary>News of one source, while another source told of a later connection. <see cref="ApplyOutcome.Stale"/>.</summary>
    OtherSourceIsLater = 34,
}
