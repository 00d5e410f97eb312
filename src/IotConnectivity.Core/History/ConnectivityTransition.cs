using IotConnectivity.Indexing;

namespace IotConnectivity.History;

/// <summary>A moment at which what is shown of a thing changed: it came, it went, another connection took over, or another reason became known. Immutable.</summary>
/// <remarks>Holds no address: an address within the key of a connection or the words of a reason is replaced by an ellipsis.</remarks>
public sealed record ConnectivityTransition
{
    /// <summary>Gets the stamp of the event that made the change, by the clock of its source, in milliseconds since 1970-01-01T00:00Z.</summary>
    /// <remarks>Where stamps lie, as when a connect is stamped later than the end of its connection, this is not the time of the end but of the event with which it counted.</remarks>
    public required long TimestampMs { get; init; }

    /// <summary>Gets the stamp of the event that made the change.</summary>
    public DateTimeOffset Timestamp => DateTimeOffset.FromUnixTimeMilliseconds(TimestampMs);

    /// <summary>Gets a value indicating whether the thing was connected from then on.</summary>
    public required bool Connected { get; init; }

    /// <summary>Gets why it was not connected from then on; <see cref="DisconnectReason.None"/> when it was.</summary>
    public required DisconnectReason DisconnectReason { get; init; }

    /// <summary>Gets how the reason is known.</summary>
    public required ReasonQuality ReasonQuality { get; init; }

    /// <summary>Gets the source's own words for the reason.</summary>
    public required string? RawReason { get; init; }

    /// <summary>Gets the source that told of the connection, with its node; <see langword="null"/> when nothing was known any more.</summary>
    public required string? Source { get; init; }

    /// <summary>Gets the key of the connection; <see langword="null"/> if it has none.</summary>
    public required string? Connection { get; init; }

    /// <summary>Gets the number of the connection, such as AWS's version number.</summary>
    public required long? Number { get; init; }

    internal static ConnectivityTransition Of(ThingConnectivity state, long timestampMs) => new()
    {
        TimestampMs = timestampMs,
        Connected = state.Connected,
        DisconnectReason = state.DisconnectReason,
        ReasonQuality = state.ReasonQuality,
        RawReason = SocketText.WithoutAddresses(state.RawReason),
        Source = state.Source?.ToString(),
        Connection = NameOf(state.Connection),
        Number = state.Number,
    };

    internal static string? NameOf(in ConnectionKey key) => key.IsNone ? null : SocketText.WithoutAddresses(key.ToString());
}
