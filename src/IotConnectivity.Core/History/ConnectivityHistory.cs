namespace IotConnectivity.History;

/// <summary>Which part of a history is asked for.</summary>
public sealed record HistoryQuery
{
    /// <summary>The most transitions on a page.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>Gets the beginning of the range.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Gets the end of the range; what happened at this moment is not in it.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Gets the most transitions to answer.</summary>
    /// <value>1 to <see cref="MaxPageSize"/>; the default is 100.</value>
    public int MaxResults { get; init; } = 100;

    /// <summary>Gets what the page before gave; <see langword="null"/>, the default, for the first page.</summary>
    public string? NextToken { get; init; }
}

/// <summary>A part of the history of a thing.</summary>
/// <param name="From">The beginning of what is answered: that of the query, but not before <paramref name="AvailableFrom"/>.</param>
/// <param name="To">Its end: that of the query, but not later than now. Equal to <paramref name="From"/> when nothing of the range is known.</param>
/// <param name="AvailableFrom">Since when the history of the thing is known: its first event, or as long ago as events are kept. <see langword="null"/> when there was never any.</param>
/// <param name="Before">What was shown before the first of <paramref name="Transitions"/>; <see langword="null"/> when that is not known.</param>
/// <param name="Transitions">The transitions, the earliest first.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record ConnectivityHistory(
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset? AvailableFrom,
    ConnectivityTransition? Before,
    IReadOnlyList<ConnectivityTransition> Transitions,
    string? NextToken);

/// <summary>What was shown of a thing at a moment, as is known now.</summary>
/// <param name="Time">The moment; the present one when a later one was asked for.</param>
/// <param name="AvailableFrom">Since when the history of the thing is known; <see langword="null"/> when there was never an event.</param>
/// <param name="Since">The transition that made the state, at or before the moment; <see langword="null"/> when the state is not known.</param>
public sealed record ConnectivityMoment(DateTimeOffset Time, DateTimeOffset? AvailableFrom, ConnectivityTransition? Since);
