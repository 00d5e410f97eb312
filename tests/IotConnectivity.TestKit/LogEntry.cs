using Microsoft.Extensions.Logging;

namespace IotConnectivity.TestKit;

/// <summary>One line that was logged.</summary>
/// <param name="Category">The logger's category.</param>
/// <param name="Level">The level.</param>
/// <param name="EventId">The event's number and name.</param>
/// <param name="Message">The text with its values filled in.</param>
/// <param name="Exception">The exception, where there is one.</param>
/// <param name="Values">The named values of the message, such as <c>ThingName</c>.</param>
public sealed record LogEntry(
    string Category,
    LogLevel Level,
    EventId EventId,
    string Message,
    Exception? Exception,
    IReadOnlyDictionary<string, object?> Values)
{
    /// <summary>Reads as <c>Warning 1203: message</c>.</summary>
    public override string ToString() => $"{Level} {EventId.Id}: {Message}";
}
