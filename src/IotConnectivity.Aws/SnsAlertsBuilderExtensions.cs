using IotConnectivity.Aws;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IotConnectivity.DependencyInjection;

/// <summary>Publishes alerts to Amazon SNS.</summary>
public static class SnsAlertsBuilderExtensions
{
    /// <summary>Publishes the alerts of all topics that have no target of their own to Amazon SNS.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="configure">Sets endpoint, region and credentials.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="OptionsValidationException">The options are wrong; the message says which.</exception>
    public static ThingConnectivityBuilder AddSnsAlerts(this ThingConnectivityBuilder builder, Action<SnsAlertOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = Make(configure);
        return builder.AddAlertTarget(provider => new SnsAlertTarget(options, provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Publishes the alerts of one topic to Amazon SNS.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="topicArn">The topic.</param>
    /// <param name="configure">Sets endpoint, region and credentials.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The topic is not the ARN of an SNS topic.</exception>
    /// <exception cref="OptionsValidationException">The options are wrong; the message says which.</exception>
    public static ThingConnectivityBuilder AddSnsAlerts(this ThingConnectivityBuilder builder, string topicArn, Action<SnsAlertOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = Make(configure);
        return builder.AddAlertTarget(topicArn, provider => new SnsAlertTarget(options, provider.GetRequiredService<TimeProvider>()));
    }

    private static SnsAlertOptions Make(Action<SnsAlertOptions>? configure)
    {
        var options = new SnsAlertOptions();
        configure?.Invoke(options);
        var result = new SnsAlertOptionsValidator().Validate(null, options);
        return result.Succeeded ? options : throw new OptionsValidationException(nameof(SnsAlertOptions), typeof(SnsAlertOptions), result.Failures);
    }
}
