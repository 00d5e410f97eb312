namespace IotConnectivity.Fleet.Violations;

/// <summary>What the index knows of one behaviour that a thing violates, or did before.</summary>
/// <remarks>Any thread may ask. Nothing of it changes but <see cref="Last"/>, which goes on with time as long as the violation does, without anybody writing it.</remarks>
internal abstract class BehaviorViolation
{
    /// <summary>Gets the name of the security profile.</summary>
    internal abstract string Profile { get; }

    /// <summary>Gets the name of the behaviour, unique in the profile.</summary>
    internal abstract string Behavior { get; }

    /// <summary>Gets the name of the metric.</summary>
    internal abstract string Metric { get; }

    /// <summary>Gets a value indicating whether the violation goes on.</summary>
    internal abstract bool InViolation { get; }

    /// <summary>Gets the last value until a moment that violated the behaviour.</summary>
    /// <param name="nowMs">The moment, in milliseconds since 1970-01-01T00:00Z; not before the violation.</param>
    internal abstract LastViolation Last(long nowMs);
}

/// <summary>A value that violated a behaviour: a number or addresses.</summary>
/// <param name="TimeMs">The moment of the value, in milliseconds since 1970-01-01T00:00Z.</param>
/// <param name="Count">A number of events, or of minutes; <see langword="null"/> when the value is none.</param>
/// <param name="Cidrs">Addresses; <see langword="null"/> when the value is none.</param>
internal readonly record struct LastViolation(long TimeMs, ulong? Count, IReadOnlyList<string>? Cidrs = null);
