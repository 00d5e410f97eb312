namespace IotConnectivity.Brokers;

/// <summary>How the index differed from a broker's own list of connections.</summary>
/// <param name="Listed">How many connections the list had.</param>
/// <param name="Missing">How many of them the index did not show as open, and does now.</param>
/// <param name="Surplus">How many connections the index showed as open and the list did not have; they are ended now.</param>
/// <param name="NotRegistered">How many of the list were of clients that are not things.</param>
public readonly record struct ReconciliationResult(int Listed, int Missing, int Surplus, int NotRegistered)
{
    /// <summary>Gets a value indicating whether the index differed from the list.</summary>
    public bool HasDrift => Missing + Surplus > 0;
}
