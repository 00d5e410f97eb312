namespace IotConnectivity.Detect;

/// <summary>What a behaviour may say about one metric.</summary>
/// <param name="Operators">The comparisons.</param>
/// <param name="IsList">Whether the value is compared with a list of addresses, otherwise with a count.</param>
/// <param name="TakesDuration">Whether <c>durationSeconds</c> is no fault.</param>
/// <param name="Counts">The counts to compare with.</param>
/// <remarks>Source: AWS IoT Device Defender, "Cloud-side metrics" and "Behaviors".</remarks>
internal sealed record MetricRule(string[] Operators, bool IsList, bool TakesDuration, (ulong Least, ulong Most) Counts)
{
    internal static IReadOnlyList<int> Durations { get; } = [300, 600, 900, 1800, 3600];

    private static MetricRule EventCount { get; } = new(
        ["less-than", "less-than-equals", "greater-than", "greater-than-equals"], IsList: false, TakesDuration: true, (0, long.MaxValue));

    // Nothing is ever away for less than 0 minutes. A duration has no meaning, but AWS does not say that it is refused.
    private static MetricRule Duration { get; } = new(["less-than", "less-than-equals"], IsList: false, TakesDuration: true, (0, DetectLimits.MaxMinutes));

    private static MetricRule Addresses { get; } = new(["in-cidr-set", "not-in-cidr-set"], IsList: true, TakesDuration: false, default);

    private static readonly string[] OfMessages = ["aws:message-byte-size", "aws:num-messages-sent", "aws:num-messages-received"];

    private static readonly string[] OfAgents =
    [
        "aws:all-bytes-in", "aws:all-bytes-out", "aws:all-packets-in", "aws:all-packets-out", "aws:destination-ip-addresses", "aws:listening-tcp-ports", "aws:listening-udp-ports",
        "aws:num-established-tcp-connections", "aws:num-listening-tcp-ports", "aws:num-listening-udp-ports",
    ];

    /// <summary>Gets the rule of a metric; <see langword="null"/> for one that cannot be measured.</summary>
    internal static MetricRule? Find(string? metric) => metric switch
    {
        DetectMetrics.DisconnectDuration => Duration,
        DetectMetrics.NumDisconnects or DetectMetrics.NumConnectionAttempts or DetectMetrics.NumAuthorizationFailures => EventCount,
        DetectMetrics.SourceIpAddress => Addresses,
        _ => null,
    };

    /// <summary>Says why a metric cannot be looked at; <see langword="null"/> when it can.</summary>
    internal static string? Explain(string? metric)
    {
        if (metric is null) return $"metric is required, expected one of {string.Join(", ", DetectMetrics.All)}";
        if (Find(metric) is not null) return null;
        var why = OfMessages.Contains(metric, StringComparer.Ordinal) ? "cannot be measured: lifecycle events do not tell of messages"
            : OfAgents.Contains(metric, StringComparer.Ordinal) ? "cannot be measured: it is reported by an agent on the device, and no such reports are taken here"
            : "is not known: custom metrics are not taken here";
        return $"metric {Registry.RegistryNames.Shorten(metric)} {why}, expected one of {string.Join(", ", DetectMetrics.All)}";
    }
}
