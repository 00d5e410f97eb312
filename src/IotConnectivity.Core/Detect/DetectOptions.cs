namespace IotConnectivity.Detect;

/// <summary>Options of the detector.</summary>
public sealed class DetectOptions
{
    /// <summary>Gets or sets how far apart the moments are at which things are judged.</summary>
    /// <value>Zero, the default: a violation is found when it begins. Or five minutes, which is what AWS IoT does: at full five minutes of UTC. Nothing else.</value>
    public TimeSpan EvaluationPeriod { get; set; }

    /// <summary>Gets or sets how long the events of violations are kept.</summary>
    /// <value>One hour to 3,650 days; the default is 30 days.</value>
    /// <remarks>Source: AWS IoT Device Defender, limits.</remarks>
    public TimeSpan ViolationRetention { get; set; } = TimeSpan.FromDays(30);

    internal bool IsOnTicks => EvaluationPeriod != TimeSpan.Zero;
}
