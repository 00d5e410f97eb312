namespace IotConnectivity.Detect.Alerts;

/// <summary>Where the alerts of a topic go. Supplied by the program, or by a package such as IotConnectivity.Aws.</summary>
public interface IAlertTarget
{
    /// <summary>Delivers one alert. When the task completes, the alert is delivered and is forgotten here.</summary>
    /// <param name="alert">The alert. It may have been delivered before, which its <see cref="Alert.Id"/> shows.</param>
    /// <param name="cancellationToken">The program ends; the alert is kept and delivered after the next start.</param>
    /// <returns>A task.</returns>
    /// <remarks>
    /// Called for several things at once, for one thing never before the alert before it is delivered. It should give up by itself after a while: an alert that is never answered holds up
    /// the later ones of its thing and takes one of the places of its topic. Any exception means "try again later"; its message is shown to operators, so keep secrets out of it.
    /// </remarks>
    /// <exception cref="AlertRefusedException">It will never take this alert. It is put with the dead ones at once.</exception>
    Task DeliverAsync(Alert alert, CancellationToken cancellationToken);
}

/// <summary>A target will never take an alert, however often it is tried, because of what the alert holds.</summary>
/// <param name="message">Why; shown to operators.</param>
/// <param name="innerException">What was behind it.</param>
/// <remarks>Not for what an operator can put right while time passes, such as a missing topic or permission.</remarks>
public sealed class AlertRefusedException(string message, Exception? innerException = null) : Exception(message, innerException);
