using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using IotConnectivity.Detect.Alerts;

namespace IotConnectivity.AspNetCore.Alerts;

/// <summary>Posts alerts to an address as Amazon SNS posts notifications to its HTTP subscribers.</summary>
/// <remarks>
/// There is no subscription to confirm, and nothing is signed: <c>Signature</c>, <c>SignatureVersion</c>, <c>SigningCertURL</c> and <c>UnsubscribeURL</c> are left out, so that no receiver
/// takes an empty one for a valid one. Source: Amazon SNS Developer Guide, "Parsing message formats".
/// </remarks>
internal sealed class AlertWebhook : IAlertTarget, IDisposable
{
    /// <summary>Amazon SNS gives a subscriber 15 seconds to answer.</summary>
    internal static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(15);

    // Of the message itself; anything else may be put right while it is tried again.
    private static readonly HttpStatusCode[] Refusals =
        [HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType, HttpStatusCode.UnprocessableEntity];

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly MediaTypeHeaderValue PlainText = new("text/plain", "UTF-8");

    private readonly HttpClient _client;
    private readonly Uri _endpoint;

    internal AlertWebhook(Uri endpoint, TimeSpan patience)
    {
        _endpoint = endpoint;

        // An address that moves is noticed after two minutes. A redirect is not followed: the alert may hold more than who answers there should see.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) };
        _client = new HttpClient(handler) { Timeout = patience };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("IotConnectivity", null));
    }

    public async Task DeliverAsync(Alert alert, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = ToContent(alert) };
        request.Headers.TryAddWithoutValidation("x-amz-sns-message-type", "Notification");
        request.Headers.TryAddWithoutValidation("x-amz-sns-message-id", alert.Id);
        request.Headers.TryAddWithoutValidation("x-amz-sns-topic-arn", alert.TopicArn);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) throw Failure(response.StatusCode);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the webhook did not answer within {_client.Timeout.TotalSeconds} s", exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private static Exception Failure(HttpStatusCode status)
    {
        var message = $"the webhook answered {(int)status}{((int)status is >= 300 and < 400 ? "; redirects are not followed" : string.Empty)}";
        return Refusals.Contains(status) ? new AlertRefusedException(message) : new HttpRequestException(message, null, status);
    }

    private static ReadOnlyMemoryContent ToContent(Alert alert)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("Type", "Notification");
            json.WriteString("MessageId", alert.Id);
            json.WriteString("TopicArn", alert.TopicArn);
            json.WriteString("Message", alert.Message);
            json.WriteString("Timestamp", alert.PublishedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return new ReadOnlyMemoryContent(buffer.WrittenMemory) { Headers = { ContentType = PlainText } };
    }
}
