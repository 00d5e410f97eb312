using System.Net;
using System.Xml;
using System.Xml.Linq;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using IotConnectivity.Detect.Alerts;

namespace IotConnectivity.Aws;

/// <summary>Publishes alerts over the query protocol of Amazon SNS, version 2010-03-31.</summary>
internal sealed class SnsAlertTarget : IAlertTarget, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly SnsAlertOptions _options;
    private readonly TimeProvider _time;
    private readonly Lazy<AWSCredentials> _credentials;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = Patience };

    internal SnsAlertTarget(SnsAlertOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;

        // Not found yet may be found later: only what was found is kept.
        _credentials = new Lazy<AWSCredentials>(() => options.Credentials ?? DefaultAWSCredentialsIdentityResolver.GetCredentials(), LazyThreadSafetyMode.PublicationOnly);
    }

    public async Task DeliverAsync(Alert alert, CancellationToken cancellationToken)
    {
        var region = _options.Region ?? alert.TopicArn.Split(':')[3];
        var endpoint = _options.Endpoint ?? new Uri($"https://sns.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}/");
        var credentials = await _credentials.Value.GetCredentialsAsync().ConfigureAwait(false);
        using var request = SnsRequest.Sign(endpoint, region, credentials, Parameters(alert), _time.GetUtcNow().UtcDateTime);
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) throw await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"SNS did not answer within {Patience.TotalSeconds} s", exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private static List<KeyValuePair<string, string>> Parameters(Alert alert)
    {
        List<KeyValuePair<string, string>> parameters =
            [new("Action", "Publish"), new("Version", "2010-03-31"), new("TopicArn", alert.TopicArn), new("Message", alert.Message)];
        if (alert.TopicArn.EndsWith(".fifo", StringComparison.Ordinal))
        {
            parameters.Add(new("MessageGroupId", alert.Event.ThingName));
            parameters.Add(new("MessageDeduplicationId", alert.Id));
        }

        return parameters;
    }

    private static async Task<Exception> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var (code, message) = Parse(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        var text = $"SNS answered {(int)response.StatusCode}{(code is null ? string.Empty : $" {code}: {message}")}";
        return response.StatusCode == HttpStatusCode.BadRequest && code is "InvalidParameter" or "ParameterValueInvalid" or "InvalidParameterValue" && IsAboutTheMessage(message)
            ? new AlertRefusedException(text)
            : new HttpRequestException(text, null, response.StatusCode);
    }

    /// <summary>Says whether a wrong parameter is one that comes from the alert: the message, its group or its deduplication id.</summary>
    /// <remarks>
    /// SNS uses the same codes for a topic that is wrong, of another region or of another kind, which an operator puts right: `Invalid parameter: Message too long` and `Invalid parameter: Empty message`,
    /// but `Invalid parameter: TopicArn`, `TargetArn`, `Topic Name`, `The MessageGroupId parameter is required for FIFO topics`.
    /// </remarks>
    private static bool IsAboutTheMessage(string? error) =>
        error is not null && error.Contains("message", StringComparison.OrdinalIgnoreCase) && !error.Contains("topic", StringComparison.OrdinalIgnoreCase);

    private static (string? Code, string? Message) Parse(string body)
    {
        try
        {
            var error = XDocument.Parse(body).Descendants().FirstOrDefault(static element => element.Name.LocalName == "Error");

            // To a wrong signature SNS answers with everything that was signed, the session token too, on the lines after the first.
            return (Member(error, "Code"), Member(error, "Message")?.Split('\n')[0]);
        }
        catch (XmlException)
        {
            // Something in between has answered.
            return default;
        }
    }

    private static string? Member(XElement? error, string name) => error?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}
