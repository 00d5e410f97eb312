namespace IotConnectivity.Detect;

/// <summary>The metrics that lifecycle events allow.</summary>
/// <remarks>Source: AWS IoT Device Defender, "Cloud-side metrics".</remarks>
public static class DetectMetrics
{
    /// <summary>For how many minutes a thing has been away.</summary>
    public const string DisconnectDuration = "aws:disconnect-duration";

    /// <summary>How often a thing disconnected.</summary>
    public const string NumDisconnects = "aws:num-disconnects";

    /// <summary>How often a thing tried to connect, with or without success.</summary>
    public const string NumConnectionAttempts = "aws:num-connection-attempts";

    /// <summary>How often a thing was refused for want of authorization.</summary>
    public const string NumAuthorizationFailures = "aws:num-authorization-failures";

    /// <summary>The addresses that a thing connected from, or tried to.</summary>
    public const string SourceIpAddress = "aws:source-ip-address";

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<string> All { get; } = [DisconnectDuration, NumDisconnects, NumConnectionAttempts, NumAuthorizationFailures, SourceIpAddress];
}
