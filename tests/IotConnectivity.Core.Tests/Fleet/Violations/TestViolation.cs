namespace IotConnectivity.Fleet.Violations;

/// <summary>A violation of one behaviour. While it goes on and counts minutes, there is another value every five minutes, as of a thing that is away.</summary>
internal sealed class TestViolation(string profile, string behavior, long startMs) : BehaviorViolation
{
    private const long StepMs = 300_000;

    internal override string Profile => profile;

    internal override string Behavior => behavior;

    internal override string Metric => Address is null ? "aws:disconnect-duration" : "aws:source-ip-address";

    internal override bool InViolation => !IsOver;

    internal bool IsOver { get; init; }

    /// <summary>Gets the value when it is an address and no number of minutes.</summary>
    internal string? Address { get; init; }

    internal override LastViolation Last(long nowMs)
    {
        if (Address is { } address) return new LastViolation(startMs, null, [address]);
        var steps = IsOver ? 0 : (nowMs - startMs) / StepMs;
        return new LastViolation(startMs + (steps * StepMs), 5 + (ulong)(5 * steps));
    }
}
