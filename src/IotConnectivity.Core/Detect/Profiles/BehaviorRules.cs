using IotConnectivity.Registry;

namespace IotConnectivity.Detect.Profiles;

/// <summary>Checks the behaviours of a security profile.</summary>
/// <remarks>Source: AWS IoT API Reference, Behavior, BehaviorCriteria, MetricValue and ValidateSecurityProfileBehaviors.</remarks>
internal static class BehaviorRules
{
    /// <summary>Says what is wrong, each fault as AWS's ValidateSecurityProfileBehaviors words it.</summary>
    internal static IReadOnlyList<string> Check(IReadOnlyList<Behavior> behaviors)
    {
        if (behaviors.Contains(null!)) throw new ArgumentException("a behavior is null, expected none to be", nameof(behaviors));
        if (behaviors.Count > DetectLimits.MaxBehaviors) return [$"{behaviors.Count} behaviors are too many, expected at most {DetectLimits.MaxBehaviors}"];
        var elements = behaviors.Sum(static behavior => ElementsOf(behavior.Criteria?.Value));
        if (elements > DetectLimits.MaxValueElements) return [$"the behaviors have {elements} value elements, expected at most {DetectLimits.MaxValueElements}"];
        var names = new HashSet<string>(StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var behavior in behaviors)
        {
            var name = RegistryNames.Shorten(behavior.Name ?? string.Empty);
            faults.AddRange(FaultsOf(behavior).Select(fault => $"Behavior {name} is malformed. {fault}"));
            if (!names.Add(behavior.Name ?? string.Empty)) faults.Add($"Behavior {name} is malformed. name is given twice");
        }

        return faults;
    }

    private static long ElementsOf(MetricValue? value) =>
        value is null ? 0 : 1L + Surplus(value.Cidrs) + Surplus(value.Ports) + Surplus(value.Numbers) + Surplus(value.Strings);

    private static long Surplus<T>(IReadOnlyList<T>? list) => Math.Max(0, (list?.Count ?? 0) - 1);

    private static IEnumerable<string> FaultsOf(Behavior behavior)
    {
        if (!ThingName.IsValid(behavior.Name)) yield return "name should be 1 to 128 letters, digits, `:`, `_` or `-`";
        if (MetricRule.Explain(behavior.Metric) is { } unknown) yield return unknown;
        if (behavior.MetricDimension is not null) yield return "metricDimension is not supported: no dimensions are kept here";
        if (behavior.ExportMetric is true) yield return "exportMetric is not supported: values of metrics are not published here";
        if (behavior.Criteria is not { } criteria)
        {
            yield return "criteria is required";
            yield break;
        }

        foreach (var fault in FaultsOf(criteria)) yield return fault;
        if (MetricRule.Find(behavior.Metric) is not { } rule) yield break;
        foreach (var fault in FaultsOf(criteria, behavior.Metric!, rule)) yield return fault;
    }

    private static IEnumerable<string> FaultsOf(BehaviorCriteria criteria)
    {
        if (criteria.MlConfidenceLevel is not null) yield return "mlDetectionConfig is not supported: no models are trained here";
        if (criteria.StatisticalThreshold is not null) yield return "statisticalThreshold is not supported: what is normal for a fleet is not computed here";
        if (criteria.DurationSeconds is { } duration && !MetricRule.Durations.Contains(duration))
        {
            yield return $"durationSeconds {duration} should be one of [{string.Join(',', MetricRule.Durations)}]";
        }

        if (OutOfRange("consecutiveDatapointsToAlarm", criteria.ConsecutiveDatapointsToAlarm) is { } toAlarm) yield return toAlarm;
        if (OutOfRange("consecutiveDatapointsToClear", criteria.ConsecutiveDatapointsToClear) is { } toClear) yield return toClear;
    }

    private static IEnumerable<string> FaultsOf(BehaviorCriteria criteria, string metric, MetricRule rule)
    {
        if (!rule.TakesDuration && criteria.DurationSeconds is not null) yield return $"durationSeconds is not allowed with {metric}, which counts nothing";

        // One fault is enough for criteria of another kind.
        if (criteria.MlConfidenceLevel is not null || criteria.StatisticalThreshold is not null) yield break;
        var comparison = criteria.ComparisonOperator;
        if (comparison is null) yield return "comparisonOperator is required";
        else if (!rule.Operators.Contains(comparison, StringComparer.Ordinal))
        {
            yield return $"comparisonOperator {RegistryNames.Shorten(comparison)} is not allowed with {metric}, expected one of [{string.Join(", ", rule.Operators)}]";
        }

        if (FaultOf(criteria.Value, comparison, rule) is { } fault) yield return fault;
    }

    private static string? FaultOf(MetricValue? value, string? comparison, MetricRule rule)
    {
        if (value is null) return "value is required";
        var wanted = rule.IsList ? "cidrs" : "count";
        var given = MembersOf(value).ToList();
        if (given is not [{ } only] || only != wanted) return $"value has [{string.Join(", ", given)}], expected {wanted} alone";
        return rule.IsList ? FaultOf(value.Cidrs!) : FaultOf(value.Count!.Value, comparison, rule);
    }

    private static string? FaultOf(ulong count, string? comparison, MetricRule rule)
    {
        if (count < rule.Counts.Least || count > rule.Counts.Most) return $"value.count {count} should be in range[{rule.Counts.Least},{rule.Counts.Most}]";
        return count == 0 && comparison == "less-than" ? "value.count 0 with less-than can never be met, expected at least 1" : null;
    }

    private static string? FaultOf(IReadOnlyList<string> cidrs)
    {
        if (cidrs.Count == 0) return "value.cidrs is empty, expected at least one address";
        foreach (var cidr in cidrs)
        {
            if (!CidrText.TryParse(cidr, out _)) return $"value.cidrs has `{RegistryNames.Shorten(cidr ?? "null")}`, expected an address or a range such as 192.0.2.0/24";
        }

        return null;
    }

    private static IEnumerable<string> MembersOf(MetricValue value)
    {
        if (value.Count is not null) yield return "count";
        if (value.Cidrs is not null) yield return "cidrs";
        if (value.Ports is not null) yield return "ports";
        if (value.Number is not null) yield return "number";
        if (value.Numbers is not null) yield return "numbers";
        if (value.Strings is not null) yield return "strings";
    }

    private static string? OutOfRange(string member, int? value) =>
        value is < 1 or > DetectLimits.MaxConsecutiveDatapoints ? $"{member} {value} should be in range[1,{DetectLimits.MaxConsecutiveDatapoints}]" : null;
}
