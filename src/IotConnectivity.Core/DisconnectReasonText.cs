using System.Text;

namespace IotConnectivity;

/// <summary>Converts between <see cref="DisconnectReason"/> and AWS's wire texts.</summary>
public static class DisconnectReasonText
{
    private static readonly string[] Texts =
    [
        "UNKNOWN",
        "NONE",
        "AUTH_ERROR",
        "CLIENT_INITIATED_DISCONNECT",
        "CLIENT_ERROR",
        "CONNECTION_LOST",
        "DUPLICATE_CLIENTID",
        "FORBIDDEN_ACCESS",
        "MQTT_KEEP_ALIVE_TIMEOUT",
        "SERVER_ERROR",
        "SERVER_INITIATED_DISCONNECT",
        "API_INITIATED_DISCONNECT",
        "THROTTLED",
        "WEBSOCKET_TTL_EXPIRATION",
        "CUSTOMAUTH_TTL_EXPIRATION",
    ];

    /// <summary>Gets AWS's text of a reason, such as <c>MQTT_KEEP_ALIVE_TIMEOUT</c>.</summary>
    /// <param name="reason">One of the 15 defined reasons.</param>
    /// <returns>The text; the same string instance for every call with one reason.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="reason"/> is not a defined value.</exception>
    public static string ToWireText(this DisconnectReason reason)
    {
        var index = (uint)reason;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, (uint)Texts.Length, nameof(reason));
        return Texts[index];
    }

    /// <summary>Reads AWS's text of a reason. Upper case only, as on the wire.</summary>
    /// <param name="text">The text, for example <c>CONNECTION_LOST</c>.</param>
    /// <param name="reason">The reason, or <see cref="DisconnectReason.Unknown"/> when this returns <see langword="false"/>.</param>
    /// <returns>Whether <paramref name="text"/> is one of the 15 texts.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DisconnectReason reason)
    {
        for (var i = 0; i < Texts.Length; i++)
        {
            if (text.SequenceEqual(Texts[i]))
            {
                reason = (DisconnectReason)i;
                return true;
            }
        }

        reason = DisconnectReason.Unknown;
        return false;
    }

    /// <summary>Reads AWS's text of a reason from bytes; does not allocate. Upper case only, as on the wire.</summary>
    /// <param name="utf8">The text in UTF-8.</param>
    /// <param name="reason">The reason, or <see cref="DisconnectReason.Unknown"/> when this returns <see langword="false"/>.</param>
    /// <returns>Whether <paramref name="utf8"/> is one of the 15 texts.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out DisconnectReason reason)
    {
        for (var i = 0; i < Texts.Length; i++)
        {
            if (utf8.Length == Texts[i].Length && Ascii.Equals(utf8, Texts[i]))
            {
                reason = (DisconnectReason)i;
                return true;
            }
        }

        reason = DisconnectReason.Unknown;
        return false;
    }
}
