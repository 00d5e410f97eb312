namespace IotConnectivity.History;

/// <summary>How much of a time a thing was connected. Durations are by the clocks of the sources.</summary>
public sealed record ConnectivityUptime
{
    /// <summary>Gets the beginning of the known part of the range.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Gets its end: not later than now. Equal to <see cref="From"/> when nothing of the range is known.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Gets since when the history of the thing is known; <see langword="null"/> when there was never an event.</summary>
    public required DateTimeOffset? AvailableFrom { get; init; }

    /// <summary>Gets for how long the thing was connected.</summary>
    public required TimeSpan Connected { get; init; }

    /// <summary>Gets the share of the known part of the range in which the thing was connected, 0 to 1; <see langword="null"/> when nothing of the range is known.</summary>
    public double? Share => To > From ? Connected / (To - From) : null;

    /// <summary>Gets how often the thing went from connected to not connected, by the reason that was known last.</summary>
    /// <remarks>A connection that was taken over by another one is no drop. A drop counts by its moment; the connection may have begun before the range.</remarks>
    public required IReadOnlyDictionary<DisconnectReason, int> Drops { get; init; }

    /// <summary>Gets the longest time without a connection; the first of several of one length, <see langword="null"/> if there was none.</summary>
    public required ConnectivityOutage? LongestOutage { get; init; }
}

/// <summary>A time without a connection.</summary>
/// <param name="Start">When it began; the beginning of the range if the thing was not connected then already.</param>
/// <param name="Length">How long it lasted within the range.</param>
/// <param name="Reason">The reason that was known last.</param>
public sealed record ConnectivityOutage(DateTimeOffset Start, TimeSpan Length, DisconnectReason Reason);
