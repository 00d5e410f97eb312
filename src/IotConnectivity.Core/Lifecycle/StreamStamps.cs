namespace IotConnectivity.Lifecycle;

/// <summary>Keeps the events of one client apart in time that came in one after the other and carry the same stamp, or none.</summary>
/// <remarks>
/// <para>A source that has nothing but stamps is ordered by them; two events of one client and one millisecond would be in no order. The later of them is moved on by a
/// millisecond.</para>
/// <para>Clients share a fixed number of places, so a stamp may be moved because of another client's; that is a millisecond as well, and harms nobody. A stamp further back than
/// that is left alone: it is an event that was repeated, or a clock that was set. Any thread may use it; takes constant time and does not allocate.</para>
/// </remarks>
internal sealed class StreamStamps
{
    /// <summary>A stamp this far behind the last one is not a tie.</summary>
    internal const long TieMs = 100;

    private const int Places = 1024;

    private readonly long[] _last = new long[Places];

    /// <summary>Gets the stamp for the next event of a client.</summary>
    /// <param name="clientId">The client.</param>
    /// <param name="stampMs">Its own stamp, or when it was received.</param>
    public long Next(string clientId, long stampMs)
    {
        ref var last = ref _last[ClientIdText.PlaceOf(clientId, Places)];
        while (true)
        {
            var seen = Volatile.Read(ref last);
            var next = stampMs > seen || stampMs < seen - TieMs ? stampMs : Math.Min(seen + 1, LifecycleLimits.MaxTimestampMs);
            if (Interlocked.CompareExchange(ref last, next, seen) == seen) return next;
        }
    }
}
