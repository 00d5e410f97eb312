using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Contracts;

/// <summary>Writes the JSON body of a successful answer.</summary>
internal static class JsonAnswer
{
    private const string ContentType = "application/json";

    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        Write(context, value, type);
        return Task.CompletedTask;
    }

    public static Task WriteEmptyAsync(HttpContext context)
    {
        Write(context, "{}"u8);
        return Task.CompletedTask;
    }

    /// <summary>Puts the answer into the response; the server sends it when the request ends.</summary>
    public static void Write<T>(HttpContext context, T value, JsonTypeInfo<T> type) => Write(context, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Puts the answer into the response; the server sends it when the request ends.</summary>
    public static void Write(HttpContext context, ReadOnlySpan<byte> body)
    {
        var response = context.Response;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        var writer = response.BodyWriter;
        body.CopyTo(writer.GetSpan(body.Length));
        writer.Advance(body.Length);
    }
}
