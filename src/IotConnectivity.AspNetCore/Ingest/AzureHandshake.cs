using System.Buffers;
using System.Text.Json;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.Lifecycle;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>Agrees to be sent events by Azure, which asks before it sends any: with an event of its own in Event Grid's schema, with <c>OPTIONS</c> in that of CloudEvents.</summary>
/// <remarks>Source: Azure documentation, "Endpoint validation with Event Grid event schema"; CloudEvents 1.0, "HTTP 1.1 Web Hooks for Event Delivery", section 4.</remarks>
internal static class AzureHandshake
{
    private const string RequestOrigin = "WebHook-Request-Origin";
    private const int MaxOriginLength = 255;

    /// <summary>Answers <c>OPTIONS</c>, to anybody: whoever may send events has to prove that with each of them, and here nothing is given away.</summary>
    /// <returns>Whether it was answered.</returns>
    public static bool TryAnswerOptions(HttpContext http)
    {
        var origin = http.Request.Headers[RequestOrigin].ToString();
        if (http.Request.Query["dialect"] != LifecycleDialects.Azure || origin.Length is 0 or > MaxOriginLength) return false;
        http.Response.Headers["WebHook-Allowed-Origin"] = origin;
        http.Response.Headers["WebHook-Allowed-Rate"] = "*";
        http.Response.Headers.Allow = "POST, OPTIONS";
        return true;
    }

    /// <summary>Answers a body that asks whether events may be sent; leaves every other body as it was, to be read from its start.</summary>
    /// <returns>Whether it was answered.</returns>
    public static async Task<bool> TryAnswerAsync(HttpContext http)
    {
        // Such a body is small and its length is known.
        if (http.Request.ContentLength is not (> 0 and <= LifecycleLimits.MaxEventBytes)) return false;
        var body = http.Request.BodyReader;
        var read = await body.ReadAsync(http.RequestAborted).ConfigureAwait(false);
        while (!read.IsCompleted && !read.IsCanceled)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync(http.RequestAborted).ConfigureAwait(false);
        }

        var code = FindCode(read.Buffer);
        body.AdvanceTo(read.Buffer.Start);
        if (code is null) return false;
        JsonAnswer.Write(http, new ValidationResponse(code), IngestJsonContext.Readable.ValidationResponse);
        return true;
    }

    private static string? FindCode(in ReadOnlySequence<byte> body)
    {
        var utf8 = body.ToArray();
        if (utf8.AsSpan().IndexOf("SubscriptionValidationEvent"u8) < 0) return null;
        try
        {
            using var json = JsonDocument.Parse(utf8);
            var root = json.RootElement;
            var one = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 1 ? root[0] : root;
            return one.ValueKind == JsonValueKind.Object
                && one.TryGetProperty("eventType", out var type) && type.ValueKind == JsonValueKind.String
                && type.ValueEquals("Microsoft.EventGrid.SubscriptionValidationEvent")
                && one.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("validationCode", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or half a surrogate pair: the reader of events says what is wrong.
            return null;
        }
    }
}
