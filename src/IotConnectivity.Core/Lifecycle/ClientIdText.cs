using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace IotConnectivity.Lifecycle;

/// <summary>Makes strings of the client ids that brokers write.</summary>
internal static class ClientIdText
{
    public static readonly string Expected = $"1 to {LifecycleLimits.MaxClientIdBytes} bytes without U+0000";

    // Most ids are short, and clearing the longer buffer takes as long as decoding one.
    private const int ShortBytes = 32;

    /// <summary>Decodes a client id.</summary>
    /// <returns>What is wrong with it; the default value if nothing is.</returns>
    public static LifecycleErrorCode TryDecode(ReadOnlySpan<byte> utf8, ClientIdResolver? resolve, out string clientId)
    {
        clientId = string.Empty;
        if (utf8.Length is 0 or > LifecycleLimits.MaxClientIdBytes || utf8.Contains((byte)0)) return LifecycleErrorCode.InvalidClientId;
        return utf8.Length <= ShortBytes
            ? TryDecode(utf8, stackalloc char[ShortBytes], resolve, out clientId)
            : TryDecode(utf8, stackalloc char[LifecycleLimits.MaxClientIdBytes], resolve, out clientId);
    }

    private static LifecycleErrorCode TryDecode(ReadOnlySpan<byte> utf8, Span<char> buffer, ClientIdResolver? resolve, out string clientId)
    {
        clientId = string.Empty;
        if (Ascii.ToUtf16(utf8, buffer, out var length) != OperationStatus.Done
            && Utf8.ToUtf16(utf8, buffer, out _, out length, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            return LifecycleErrorCode.InvalidText;
        }

        ReadOnlySpan<char> text = buffer[..length];
        clientId = resolve?.Invoke(text) ?? text.ToString();
        return default;
    }

    /// <summary>Chooses one of a number of places for a client, the same one in every process.</summary>
    public static int PlaceOf(string clientId, int places)
    {
        // FNV-1a.
        var hash = 2_166_136_261;
        foreach (var c in clientId) hash = unchecked((hash ^ c) * 16_777_619);
        return (int)(hash % (uint)places);
    }
}
