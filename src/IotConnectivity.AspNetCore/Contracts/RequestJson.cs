using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Contracts;

/// <summary>Reads the JSON body of a request.</summary>
internal static class RequestJson
{
    /// <summary>Reads a body; none at all is the same as <c>{}</c>, as older AWS SDKs send it.</summary>
    /// <returns>The value, or the error to answer with.</returns>
    public static ValueTask<(T? Value, AwsError? Error)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class =>
        VerifiedBody.TryGet(context.Request, out var body)
            ? new ValueTask<(T?, AwsError?)>(Parse(body.Memory.Span, type))
            : ReadStreamAsync(context, type);

    private static async ValueTask<(T? Value, AwsError? Error)> ReadStreamAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (context.Request.ContentLength == 0) return Parse(default, type);
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted).ConfigureAwait(false);
        return Parse(copy.GetBuffer().AsSpan(0, (int)copy.Length), type);
    }

    private static (T? Value, AwsError? Error) Parse<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(utf8.IsEmpty ? "{}"u8 : utf8, type) is { } value
                ? (value, null)
                : (null, new AwsError(AwsErrorCode.Serialization, "the request body is `null`, expected a JSON object"));
        }
        catch (JsonException exception)
        {
            // The framework's text names CLR types; path and place are what the caller needs.
            var place = exception is { LineNumber: { } line, BytePositionInLine: { } column } ? $" in line {line + 1}, byte {column + 1}" : string.Empty;
            return (null, new AwsError(AwsErrorCode.Serialization, $"the request body is not the expected JSON at `{exception.Path ?? "$"}`{place}"));
        }
    }
}
