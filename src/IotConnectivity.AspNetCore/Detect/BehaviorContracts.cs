using IotConnectivity.Detect;

namespace IotConnectivity.AspNetCore.Detect;

// The names of all members are AWS's once the naming policy of the contexts has made their first letter small.

internal sealed record MetricValueContract(
    ulong? Count, IReadOnlyList<string?>? Cidrs, IReadOnlyList<int>? Ports, double? Number, IReadOnlyList<double>? Numbers, IReadOnlyList<string?>? Strings)
{
    public static MetricValueContract Of(MetricValue value) => new(value.Count, value.Cidrs, value.Ports, value.Number, value.Numbers, value.Strings);

    public MetricValue ToValue() => new()
    {
        Count = Count, Cidrs = ToTexts(Cidrs), Ports = Ports, Number = Number, Numbers = Numbers, Strings = ToTexts(Strings),
    };

    // An entry that is null is no address, and is named as such.
    private static List<string>? ToTexts(IReadOnlyList<string?>? texts) => texts is null ? null : [.. texts.Select(static text => text ?? "null")];
}

internal sealed record MetricDimensionContract(string? DimensionName, string? Operator);

internal sealed record StatisticalThresholdContract(string? Statistic);

internal sealed record MlDetectionConfigContract(string? ConfidenceLevel);

internal sealed record BehaviorCriteriaContract(
    string? ComparisonOperator,
    MetricValueContract? Value,
    int? DurationSeconds,
    int? ConsecutiveDatapointsToAlarm,
    int? ConsecutiveDatapointsToClear,
    StatisticalThresholdContract? StatisticalThreshold,
    MlDetectionConfigContract? MlDetectionConfig)
{
    public static BehaviorCriteriaContract Of(BehaviorCriteria criteria) => new(
        criteria.ComparisonOperator,
        criteria.Value is { } value ? MetricValueContract.Of(value) : null,
        criteria.DurationSeconds,
        criteria.ConsecutiveDatapointsToAlarm,
        criteria.ConsecutiveDatapointsToClear,
        null,
        null);

    public BehaviorCriteria ToCriteria() => new()
    {
        ComparisonOperator = ComparisonOperator,
        Value = Value?.ToValue(),
        DurationSeconds = DurationSeconds,
        ConsecutiveDatapointsToAlarm = ConsecutiveDatapointsToAlarm,
        ConsecutiveDatapointsToClear = ConsecutiveDatapointsToClear,
        StatisticalThreshold = StatisticalThreshold is null ? null : StatisticalThreshold.Statistic ?? string.Empty,
        MlConfidenceLevel = MlDetectionConfig is null ? null : MlDetectionConfig.ConfidenceLevel ?? string.Empty,
    };
}

internal sealed record BehaviorContract(
    string? Name, string? Metric, MetricDimensionContract? MetricDimension, BehaviorCriteriaContract? Criteria, bool? SuppressAlerts, bool? ExportMetric)
{
    public static BehaviorContract Of(Behavior behavior) => new(
        behavior.Name,
        behavior.Metric,
        null,
        behavior.Criteria is { } criteria ? BehaviorCriteriaContract.Of(criteria) : null,
        behavior.SuppressAlerts,
        behavior.ExportMetric);

    public Behavior ToBehavior() => new(Name ?? string.Empty)
    {
        Metric = Metric,
        MetricDimension = MetricDimension is null ? null : MetricDimension.DimensionName ?? string.Empty,
        Criteria = Criteria?.ToCriteria(),
        SuppressAlerts = SuppressAlerts,
        ExportMetric = ExportMetric,
    };
}
