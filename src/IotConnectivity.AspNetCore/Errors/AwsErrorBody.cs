using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IotConnectivity.AspNetCore.Errors;

/// <summary>The body of every error; the names are AWS's.</summary>
internal sealed record AwsErrorBody(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("resourceId")] string? ResourceId,
    [property: JsonPropertyName("resourceArn")] string? ResourceArn);

[JsonSerializable(typeof(AwsErrorBody))]
internal sealed partial class AwsErrorJsonContext : JsonSerializerContext
{
    /// <summary>Gets the context that writes quotes as they are: the messages are full of them, and the answer is never HTML.</summary>
    public static AwsErrorJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
