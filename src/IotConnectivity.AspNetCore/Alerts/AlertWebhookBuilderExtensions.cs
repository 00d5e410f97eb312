using IotConnectivity.AspNetCore.Alerts;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.DependencyInjection;

/// <summary>Sends alerts to HTTP addresses.</summary>
public static class AlertWebhookBuilderExtensions
{
    /// <summary>Posts the alerts of a topic to an address, in the form in which Amazon SNS posts notifications to HTTP subscribers.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="topicArn">The topic, for example <c>arn:aws:sns:us-east-1:123456789012:Offline</c>; it need not exist anywhere.</param>
    /// <param name="endpoint">An absolute http or https address, without a user.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// <para>
    /// Any answer from 200 to 299 within 15 seconds means delivered. 400, 413, 415 and 422 mean that the alert will never be taken; everything else, redirects too, is tried again. The header
    /// <c>x-amz-sns-message-id</c> is the same when an alert comes again.
    /// </para>
    /// <para>Nothing is signed, and no subscription is confirmed. Use https, and a secret in the address where the receiver has to know who calls: the query is never logged.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The topic is not the ARN of an SNS topic, or the address is not such an address.</exception>
    public static ThingConnectivityBuilder AddAlertWebhook(this ThingConnectivityBuilder builder, string topicArn, Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps) || endpoint.UserInfo.Length > 0 || endpoint.Fragment.Length > 0)
        {
            // Without the text: it may hold a secret.
            throw new ArgumentException($"the endpoint of the topic `{topicArn}` is not an absolute http or https address without a user and a fragment", nameof(endpoint));
        }

        return builder.AddAlertTarget(topicArn, _ => new AlertWebhook(endpoint, AlertWebhook.UsualPatience));
    }
}
