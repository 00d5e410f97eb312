using IotConnectivity.DependencyInjection;
using IotConnectivity.Detect.Alerts;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Says where alerts go.</summary>
public static class AlertTargetBuilderExtensions
{
    /// <summary>Sends the alerts of a topic to a target. Security profiles can name only topics that have one.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="topicArn">The topic, for example <c>arn:aws:sns:us-east-1:123456789012:Offline</c>; it need not exist anywhere.</param>
    /// <param name="factory">Makes the target, once. It is disposed with the alerts.</param>
    /// <returns>The builder. Of several targets of one topic the last counts.</returns>
    /// <exception cref="ArgumentException">The topic is not the ARN of an SNS topic.</exception>
    public static ThingConnectivityBuilder AddAlertTarget(this ThingConnectivityBuilder builder, string topicArn, Func<IServiceProvider, IAlertTarget> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(topicArn);
        ArgumentNullException.ThrowIfNull(factory);
        if (!AlertTargets.IsTopicArn(topicArn))
        {
            throw new ArgumentException($"the topic is `{topicArn}`, expected an ARN such as `arn:aws:sns:us-east-1:123456789012:Offline`", nameof(topicArn));
        }

        builder.Services.AddSingleton(new AlertBinding(topicArn, factory));
        return builder;
    }

    /// <summary>Sends the alerts of all topics that have no target of their own to one target. Security profiles can name any topic then.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="factory">Makes the target, once. It is disposed with the alerts.</param>
    /// <returns>The builder. The last call counts.</returns>
    public static ThingConnectivityBuilder AddAlertTarget(this ThingConnectivityBuilder builder, Func<IServiceProvider, IAlertTarget> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.AddSingleton(new AlertBinding(null, factory));
        return builder;
    }
}
