namespace IotConnectivity.Lifecycle;

/// <summary>Brings the two halves of a connect together: <c>on_register</c> knows where a client comes from, <c>on_client_wakeup</c> when it is online. Either may come first.</summary>
/// <remarks>
/// Clients share a fixed number of places: two that connect in the same moment may take each other's, and go without an address then. Any thread may use it; takes constant time.
/// </remarks>
internal sealed class VerneMqRegistrations
{
    /// <summary>Halves further apart than this do not belong together; VerneMQ calls both hooks in the same moment.</summary>
    internal const long PairMs = 5_000;

    private const int Places = 1024;

    private readonly Half?[] _halves = new Half?[Places];

    /// <summary>Adds where a client comes from to its connect, or keeps it until that comes in.</summary>
    /// <returns>The whole connect, dated like the one that has been told of, or <see langword="null"/> if that is still to come.</returns>
    public LifecycleEvent? Register(in LifecycleEvent connect) =>
        Take(connect, isRegister: true) is { } wakeup ? connect with { TimestampMs = wakeup.TimestampMs } : null;

    /// <summary>Adds to a connect where the client comes from, if that is known already.</summary>
    public LifecycleEvent WakeUp(in LifecycleEvent connect) =>
        Take(connect, isRegister: false) is { } register ? register with { TimestampMs = connect.TimestampMs } : connect;

    private LifecycleEvent? Take(in LifecycleEvent connect, bool isRegister)
    {
        ref var place = ref _halves[ClientIdText.PlaceOf(connect.ClientId, Places)];
        var seen = Volatile.Read(ref place);
        if (seen is not null && seen.IsRegister != isRegister && seen.Connect.ClientId == connect.ClientId
            && ReferenceEquals(seen.Connect.Source, connect.Source)
            && Math.Abs(connect.TimestampMs - seen.Connect.TimestampMs) <= PairMs
            && Interlocked.CompareExchange(ref place, null, seen) == seen)
        {
            return seen.Connect;
        }

        Volatile.Write(ref place, new Half(isRegister, connect));
        return null;
    }

    private sealed record Half(bool IsRegister, LifecycleEvent Connect);
}
