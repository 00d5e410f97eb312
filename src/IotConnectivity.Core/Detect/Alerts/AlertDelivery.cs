namespace IotConnectivity.Detect.Alerts;

/// <summary>An alert that is not delivered, as it was at one moment. Immutable.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Sequence">Its place among all alerts, from the oldest on.</param>
/// <param name="QueuedAt">When it was put into the outbox; if it was redriven, when that was.</param>
public sealed record AlertDelivery(Alert Alert, long Sequence, DateTimeOffset QueuedAt)
{
    /// <summary>Gets how often its delivery has failed in a row since the start of the program; of a dead alert 0.</summary>
    public int Failures { get; init; }

    /// <summary>Gets why it failed the last time.</summary>
    public string? Error { get; init; }

    /// <summary>Gets since when it is not tried any more; <see langword="null"/> while it is.</summary>
    public DateTimeOffset? DeadAt { get; init; }
}
