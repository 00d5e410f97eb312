using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect;
using IotConnectivity.Detect.Profiles;

namespace IotConnectivity.AspNetCore.Detect.Profiles;

/// <summary>Takes what a security profile is to have out of a request. Members that AWS requires are checked here, everything else by the profiles themselves.</summary>
internal static class ProfileRequestReader
{
    private const string AlertTargetType = "SNS";

    private static readonly AwsError NoExport = new(AwsErrorCode.InvalidRequest, "metricsExportConfig is not supported: values of metrics are not published here");

    private static readonly AwsError PlainMetricsOnly = new(
        AwsErrorCode.InvalidRequest, "additionalMetricsToRetainV2 has a metricDimension or an exportMetric, which are not supported: expected metric alone");

    public static SecurityProfileDraft Read(SecurityProfileRequest request, ConstraintViolations violations) => new()
    {
        Description = request.SecurityProfileDescription,
        Behaviors = ReadBehaviors(request.Behaviors, violations),
        Alerts = ReadAlerts(request.AlertTargets, violations),
        AdditionalMetricsToRetain =
        [
            .. ReadTexts(request.AdditionalMetricsToRetain, "additionalMetricsToRetain.{0}.member", violations),
            .. ReadTexts(request.AdditionalMetricsToRetainV2?.Select(static one => one?.Metric), "additionalMetricsToRetainV2.{0}.member.metric", violations),
        ],
    };

    /// <summary>Says what is asked for that AWS IoT has and this service does not, apart from the behaviours.</summary>
    public static AwsError? FindUnsupported(SecurityProfileRequest request)
    {
        if (request.MetricsExportConfig is not null) return NoExport;
        return request.AdditionalMetricsToRetainV2?.Any(static one => one is { MetricDimension: not null } or { ExportMetric: true }) ?? false ? PlainMetricsOnly : null;
    }

    public static IReadOnlyList<Behavior> ReadBehaviors(IReadOnlyList<BehaviorContract?>? behaviors, ConstraintViolations violations)
    {
        foreach (var (i, behavior) in (behaviors ?? []).Index())
        {
            if (behavior is null) violations.Required($"behaviors.{i + 1}.member");
            else if (behavior.Name is null) violations.Required($"behaviors.{i + 1}.member.name");
        }

        return [.. (behaviors ?? []).OfType<BehaviorContract>().Select(static behavior => behavior.ToBehavior())];
    }

    public static IReadOnlyList<string> ReadTexts(IEnumerable<string?>? texts, string member, ConstraintViolations violations)
    {
        var read = new List<string>();
        foreach (var (i, text) in (texts ?? []).Index())
        {
            if (text is null) violations.Required(string.Format(System.Globalization.CultureInfo.InvariantCulture, member, i + 1));
            else read.Add(text);
        }

        return read;
    }

    private static AlertDestination? ReadAlerts(Dictionary<string, AlertTargetContract?>? targets, ConstraintViolations violations)
    {
        const string Member = $"alertTargets.{AlertTargetType}.member";
        foreach (var type in targets?.Keys.Where(static type => type != AlertTargetType) ?? []) violations.NotOneOf(type, "alertTargets", AlertTargetType);
        if (targets is null || !targets.TryGetValue(AlertTargetType, out var target)) return null;
        if (target is null)
        {
            violations.Required(Member);
            return null;
        }

        if (target.AlertTargetArn is null) violations.Required($"{Member}.alertTargetArn");
        if (target.RoleArn is null) violations.Required($"{Member}.roleArn");
        return new AlertDestination(target.AlertTargetArn ?? string.Empty, target.RoleArn ?? string.Empty);
    }
}
