namespace IotConnectivity.Detect.MetricValues;

/// <summary>Which values of a metric are asked for.</summary>
public sealed record MetricValueQuery
{
    /// <summary>The most values on a page, by AWS IoT's limit.</summary>
    public const int MaxPageSize = 250;

    /// <summary>How long a range may be.</summary>
    /// <remarks>14 days: AWS IoT keeps values for that long. Whether it refuses a longer range or cuts it is not documented; here it is refused.</remarks>
    public static readonly TimeSpan MaxRange = TimeSpan.FromDays(14);

    /// <summary>Gets the thing.</summary>
    public required string ThingName { get; init; }

    /// <summary>Gets the metric, one of <see cref="DetectMetrics"/>.</summary>
    public required string MetricName { get; init; }

    /// <summary>Gets the first moment of the range.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>Gets the last moment of the range; a value of this very moment is in it.</summary>
    public required DateTimeOffset EndTime { get; init; }

    /// <summary>Gets the most values to answer.</summary>
    /// <value>At least 1; AWS IoT allows no more than <see cref="MaxPageSize"/>, and a range has no more than 4,033 values. The default is 100.</value>
    public int MaxResults { get; init; } = 100;

    /// <summary>Gets what the page before gave; <see langword="null"/>, the default, for the first page.</summary>
    public string? NextToken { get; init; }
}

/// <summary>One value of a metric.</summary>
/// <param name="Timestamp">Its moment: a multiple of five minutes since 1970-01-01T00:00Z.</param>
/// <param name="Value">The value.</param>
public readonly record struct MetricDatum(DateTimeOffset Timestamp, MetricValue Value);

/// <summary>A part of the values of a metric.</summary>
/// <param name="Values">The values, the earliest first.</param>
/// <param name="NextToken">What to ask for the next part with; <see langword="null"/> after the last.</param>
public sealed record MetricValuePage(IReadOnlyList<MetricDatum> Values, string? NextToken);
