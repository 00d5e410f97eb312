using System.Buffers;
using System.Text.Unicode;

namespace IotConnectivity.Lifecycle;

/// <summary>The errors of Mosquitto's log lines, in words.</summary>
internal static class MosquittoErrors
{
    public static LifecycleParseError TooLong() => new(
        LifecycleErrorCode.TooLong,
        LifecycleLimits.MaxEventBytes,
        default,
        "the line goes on",
        $"at most {LifecycleLimits.MaxEventBytes} bytes");

    public static LifecycleParseError UnknownLine(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text) => new(
        LifecycleErrorCode.UnknownLine,
        line.Length - text.Length,
        text,
        "unknown line",
        "a connect or disconnect line of Mosquitto 2.0 or 2.1");

    /// <summary>Says whether a line that has none of the known forms should have one.</summary>
    public static bool IsAboutAClient(ReadOnlySpan<byte> text) =>
        text.StartsWith("New client connected from "u8)
        || text.StartsWith("New bridge connected from "u8)
        || text.StartsWith("New connection from "u8)
        || text.StartsWith("Bad socket read/write on client "u8)
        || text.StartsWith("Expiring client "u8)
        || text.StartsWith("mosquitto version "u8)
        || (text.StartsWith("Client "u8) && !IsHarmless(text));

    /// <summary>Decodes a client id into a buffer that is long enough.</summary>
    public static bool TryReadClientId(
        ReadOnlySpan<byte> utf8,
        Span<char> buffer,
        out int length,
        ReadOnlySpan<byte> line,
        out LifecycleParseError? error)
    {
        length = 0;
        error = null;
        if (utf8.Length > LifecycleLimits.MaxClientIdBytes)
        {
            error = new LifecycleParseError(
                LifecycleErrorCode.InvalidClientId,
                OffsetOf(utf8, line),
                utf8,
                "not a client id:",
                $"1 to {LifecycleLimits.MaxClientIdBytes} bytes");
        }
        else if (Utf8.ToUtf16(utf8, buffer, out _, out length, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            error = new LifecycleParseError(LifecycleErrorCode.InvalidText, OffsetOf(utf8, line), utf8, "the client id is not valid Unicode:", "UTF-8");
        }

        return error is null;
    }

    private static int OffsetOf(ReadOnlySpan<byte> part, ReadOnlySpan<byte> line) => line.Overlaps(part, out var offset) ? offset : 0;

    // Connections refused before MQTT, TLS and debug messages.
    private static bool IsHarmless(ReadOnlySpan<byte> text) =>
        text.StartsWith("Client connection from "u8)
        || text.IndexOf(" negotiated "u8) >= 0
        || text.EndsWith(" connected with too large Will payload"u8)
        || text.EndsWith(" has exceeded its receive-maximum quota. This behaviour must be fixed on the client."u8);
}
