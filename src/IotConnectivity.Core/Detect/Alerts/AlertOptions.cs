namespace IotConnectivity.Detect.Alerts;

/// <summary>Options of the alerts.</summary>
public sealed class AlertOptions
{
    /// <summary>Gets or sets for how long alerts and what mitigation does on its own are held back, so that nobody is told of a device that is back soon.</summary>
    /// <value>Zero to one day, not between zero and a second; the default is zero, which holds back nothing.</value>
    /// <remarks>
    /// An alarm that is over within this time is told to nobody, nor is its end. The end of an alarm that was told is held back likewise, and a new alarm in the meantime cancels it: a
    /// device that flaps is told of once. The lists of violations and the fleet index know nothing of it. Counted from the moment when the violation was found.
    /// </remarks>
    public TimeSpan WaitState { get; set; }

    /// <summary>Gets or sets for how long the delivery of an alert is tried before it is put with the dead ones, where somebody has to look at it.</summary>
    /// <value>One minute to 30 days; the default is 4 hours.</value>
    /// <remarks>At least one attempt has failed since the start of the program. When the alarm of a violation is dead, its end will be too.</remarks>
    public TimeSpan DeadLetterAfter { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Gets or sets how many alerts of one topic, each of another thing, are delivered at the same time.</summary>
    /// <value>1 to 256; the default is 32.</value>
    public int Concurrency { get; set; } = 32;
}
