using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>How a connection ended, apart from the connection itself.</summary>
/// <param name="Key">Which connection ended.</param>
/// <param name="EndedAtMs">When, in milliseconds since 1970-01-01T00:00Z.</param>
/// <param name="BasisMs">For an inferred end the last activity it is based on.</param>
/// <param name="Reason">Why.</param>
/// <param name="Quality">How the reason is known.</param>
/// <param name="RawReason">The source's words.</param>
/// <param name="IsPlaced">Whether the end told when its connection began, so that there is no doubt which one it was.</param>
internal readonly record struct ConnectionEnd(
    ConnectionKey Key, long EndedAtMs, long BasisMs, DisconnectReason Reason, ReasonQuality Quality, string? RawReason, bool IsPlaced)
{
    internal bool IsInferred => Quality == ReasonQuality.Inferred;

    /// <summary>Gets where the end stands in time: an inferred one at the last activity it knew of, since anything later contradicts it.</summary>
    internal long PlaceMs => IsInferred ? BasisMs : EndedAtMs;

    internal static ConnectionEnd Of(in LifecycleEvent end) => new(
        end.Connection,
        end.TimestampMs,
        end.ReasonQuality == ReasonQuality.Inferred ? end.LastActivityMs ?? end.TimestampMs : ThingConnectivity.None,
        end.Reason,
        end.ReasonQuality,
        end.RawReason,
        end.ConnectedAtMs is not null);

    /// <summary>
    /// Says which of two ends of the same connection counts: one that the source stated before one that we inferred; of two stated the earlier; of two
    /// inferred the one that knew of later activity; else the one that told when its connection began. A total order, so that it does not matter which came in first.
    /// </summary>
    internal bool CountsBefore(in ConnectionEnd other)
    {
        if (IsInferred != other.IsInferred) return other.IsInferred;
        if (IsInferred && BasisMs != other.BasisMs) return BasisMs > other.BasisMs;
        if (EndedAtMs != other.EndedAtMs) return EndedAtMs < other.EndedAtMs;
        if (Quality != other.Quality) return Quality > other.Quality;
        if (Reason != other.Reason) return Reason < other.Reason;
        var order = string.CompareOrdinal(RawReason, other.RawReason);
        return order == 0 ? IsPlaced && !other.IsPlaced : order < 0;
    }
}
