namespace IotConnectivity.Detect;

/// <summary>What is normal for a thing, as a security profile says it. Immutable; equal when all members are.</summary>
/// <param name="Name">Its name, unique in its profile: 1 to 128 characters out of <c>a-z A-Z 0-9 : _ -</c>.</param>
/// <remarks>Members are as somebody gave them; a security profile takes only those that are well-formed. Source: AWS IoT API Reference, Behavior.</remarks>
public sealed record Behavior(string Name)
{
    /// <summary>Gets the metric that is looked at, one of <see cref="DetectMetrics"/>.</summary>
    public string? Metric { get; init; }

    /// <summary>Gets what values of the metric are normal.</summary>
    public BehaviorCriteria? Criteria { get; init; }

    /// <summary>Gets whether violations are only listed and nobody is alerted; <see langword="null"/> is no.</summary>
    public bool? SuppressAlerts { get; init; }

    /// <summary>Gets the name of a dimension that narrows the metric. Refused: no dimensions are kept here.</summary>
    public string? MetricDimension { get; init; }

    /// <summary>Gets whether values of the metric are published. <see langword="true"/> is refused: nothing publishes them here.</summary>
    public bool? ExportMetric { get; init; }

    /// <summary>Gets what is looked at, without what follows from it: behaviours with the same are violated at the same moments.</summary>
    internal Behavior Measure => this with
    {
        SuppressAlerts = null,
        ExportMetric = null,
        Criteria = Criteria is null ? null : Criteria with
        {
            DurationSeconds = Criteria.DurationSeconds ?? DefaultSeconds,
            ConsecutiveDatapointsToAlarm = Criteria.ConsecutiveDatapointsToAlarm ?? 1,
            ConsecutiveDatapointsToClear = Criteria.ConsecutiveDatapointsToClear ?? 1,
        },
    };

    /// <summary>Over how many seconds events are counted when nothing is said.</summary>
    internal const int DefaultSeconds = 300;
}

/// <summary>What is normal: a value of the metric for which this comparison is false violates it. Immutable; equal when all members are.</summary>
/// <remarks>Source: AWS IoT API Reference, BehaviorCriteria; Developer Guide, "Behaviors".</remarks>
public sealed record BehaviorCriteria
{
    /// <summary>Gets the comparison, for example <c>less-than</c>: the measured value is on its left.</summary>
    public string? ComparisonOperator { get; init; }

    /// <summary>Gets what a measured value is compared with.</summary>
    public MetricValue? Value { get; init; }

    /// <summary>Gets over how many seconds events are counted: 300, 600, 900, 1800 or 3600. Without meaning for metrics that count nothing.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary>Gets how many values in a row must violate the criteria before there is an alarm: 1 to 10; <see langword="null"/> is 1.</summary>
    public int? ConsecutiveDatapointsToAlarm { get; init; }

    /// <summary>Gets how many values in a row must be normal before an alarm is over: 1 to 10; <see langword="null"/> is 1.</summary>
    public int? ConsecutiveDatapointsToClear { get; init; }

    /// <summary>Gets the percentile of a statistical threshold, such as <c>p90</c>. Refused: what is normal for a fleet is not computed here.</summary>
    public string? StatisticalThreshold { get; init; }

    /// <summary>Gets the confidence of machine learning, such as <c>HIGH</c>. Refused: no models are trained here.</summary>
    public string? MlConfidenceLevel { get; init; }
}
