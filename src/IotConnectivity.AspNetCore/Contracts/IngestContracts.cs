using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IotConnectivity.AspNetCore.Contracts;

internal sealed record RejectedEvent(long Line, string Error);

/// <summary>What became of the events of one call.</summary>
/// <param name="Applied">Events that were newer than what was known.</param>
/// <param name="Stale">Events of an earlier connection or moment.</param>
/// <param name="Duplicate">Events that said what was known.</param>
/// <param name="Ignored">Events that do not touch connectivity, and events of clients that are not registered things.</param>
/// <param name="Rejected">Events that could not be read or may not be sent, the first of them.</param>
/// <param name="RejectedCount">How many were rejected, set when <paramref name="Rejected"/> does not hold all.</param>
internal sealed record IngestResponse(
    long Applied, long Stale, long Duplicate, long Ignored, IReadOnlyList<RejectedEvent> Rejected, long? RejectedCount);

/// <summary>The answer to Event Grid's question whether it may send events.</summary>
internal sealed record ValidationResponse([property: JsonPropertyName("validationResponse")] string Code);

[JsonSerializable(typeof(IngestResponse))]
[JsonSerializable(typeof(ValidationResponse))]
internal sealed partial class IngestJsonContext : JsonSerializerContext
{
    /// <summary>Gets the context that writes quotes as they are, as in error answers: the texts are full of them, and the answer is never HTML.</summary>
    public static IngestJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
