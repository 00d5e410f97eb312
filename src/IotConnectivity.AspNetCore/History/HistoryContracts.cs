using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IotConnectivity.AspNetCore.History;

/// <summary>A moment at which what is shown of a thing changed. Times are seconds since 1970-01-01T00:00Z, as in a status query.</summary>
internal sealed record TransitionContract(
    decimal Timestamp,
    bool Connected,
    string DisconnectReason,
    string? ReasonQuality,
    string? RawReason,
    string? Source,
    string? SessionIdentifier,
    long? VersionNumber);

internal sealed record HistoryResponse(
    string ThingName,
    decimal From,
    decimal To,
    decimal? AvailableFrom,
    TransitionContract? Before,
    IReadOnlyList<TransitionContract> Transitions,
    string? NextToken);

/// <summary>The state at a moment; without <paramref name="Connected"/> and <paramref name="Since"/> when it is not known.</summary>
internal sealed record MomentResponse(string ThingName, decimal Time, bool? Connected, string? DisconnectReason, TransitionContract? Since, decimal? AvailableFrom);

internal sealed record OutageContract(decimal Start, decimal Seconds, string DisconnectReason);

internal sealed record UptimeResponse(
    string ThingName,
    decimal From,
    decimal To,
    decimal? AvailableFrom,
    decimal ConnectedSeconds,
    double? Share,
    int DropCount,
    IReadOnlyDictionary<string, int> Drops,
    OutageContract? LongestOutage);

/// <summary>An event as it came in, with the rule that decided about it.</summary>
internal sealed record ExplainedEventContract(
    string EventType,
    decimal Timestamp,
    decimal ReceivedAt,
    decimal? ConnectedAt,
    decimal? LastActivity,
    string Source,
    string? SessionIdentifier,
    long? VersionNumber,
    string? DisconnectReason,
    string? ReasonQuality,
    string? RawReason,
    string Outcome,
    string Rule,
    string Explanation);

internal sealed record ExplainResponse(
    string ThingName,
    bool Connected,
    string DisconnectReason,
    TransitionContract? Since,
    long Revision,
    decimal? LastActivity,
    IReadOnlyList<ExplainedEventContract> Events);

internal sealed record BackupResponse(string File, long Bytes);

[JsonSerializable(typeof(HistoryResponse))]
[JsonSerializable(typeof(MomentResponse))]
[JsonSerializable(typeof(UptimeResponse))]
[JsonSerializable(typeof(ExplainResponse))]
[JsonSerializable(typeof(BackupResponse))]
internal sealed partial class HistoryJsonContext : JsonSerializerContext
{
    /// <summary>Gets the context that writes quotes as they are: explanations are full of them, and the answer is never HTML.</summary>
    public static HistoryJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
