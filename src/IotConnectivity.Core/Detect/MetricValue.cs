namespace IotConnectivity.Detect;

/// <summary>A value of a metric, or what it is compared with: exactly one member is set. Immutable.</summary>
/// <remarks>Source: AWS IoT API Reference, MetricValue.</remarks>
public sealed record MetricValue
{
    /// <summary>Gets a number of events, or of minutes.</summary>
    public ulong? Count { get; init; }

    /// <summary>Gets addresses or ranges of addresses, such as <c>192.0.2.0/24</c>.</summary>
    public IReadOnlyList<string>? Cidrs { get; init; }

    /// <summary>Gets ports. No metric that can be measured here has them.</summary>
    public IReadOnlyList<int>? Ports { get; init; }

    /// <summary>Gets a number. No metric that can be measured here has one.</summary>
    public double? Number { get; init; }

    /// <summary>Gets numbers. No metric that can be measured here has them.</summary>
    public IReadOnlyList<double>? Numbers { get; init; }

    /// <summary>Gets texts. No metric that can be measured here has them.</summary>
    public IReadOnlyList<string>? Strings { get; init; }

    /// <summary>Makes a value that counts.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The value.</returns>
    public static MetricValue OfCount(ulong count) => new() { Count = count };

    /// <summary>Makes a value of addresses.</summary>
    /// <param name="cidrs">Addresses or ranges of them.</param>
    /// <returns>The value.</returns>
    public static MetricValue OfCidrs(params IReadOnlyList<string> cidrs) => new() { Cidrs = cidrs };

    /// <summary>Says whether two values are the same; lists are compared by what is in them.</summary>
    /// <param name="other">Another value.</param>
    /// <returns>Whether they are.</returns>
    public bool Equals(MetricValue? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Count == other.Count && Number.Equals(other.Number)
            && AreSame(Cidrs, other.Cidrs) && AreSame(Ports, other.Ports) && AreSame(Numbers, other.Numbers) && AreSame(Strings, other.Strings));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Number, Cidrs?.Count, Ports?.Count, Numbers?.Count, Strings?.Count);

    private static bool AreSame<T>(IReadOnlyList<T>? left, IReadOnlyList<T>? right) =>
        ReferenceEquals(left, right) || (left is not null && right is not null && left.SequenceEqual(right));
}
