using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.RabbitMq;

/// <summary>How long to wait before the next attempt to connect.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(30);

    /// <summary>At first at most half a second, then twice as much each time, up to half a minute.</summary>
    /// <param name="failures">How many attempts have failed in a row, this one too.</param>
    // Half of it at least, so that many processes do not come back together.
    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Spreads load; nobody has to guess it.")]
    public static TimeSpan After(int failures)
    {
        var whole = failures > 7 ? Last : First * (1 << (failures - 1));
        return (whole < Last ? whole : Last) * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
