using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>What Mosquitto's words for an end mean.</summary>
/// <param name="Text">Mosquitto's words, one shared string each.</param>
/// <param name="Reason">The reason in AWS's words.</param>
/// <param name="Stage">Whether a connection that was never accepted ends with these words too.</param>
internal sealed record MosquittoReason(string Text, DisconnectReason Reason, MosquittoStage Stage = MosquittoStage.Accepted)
{
    public static readonly MosquittoReason Clean = new("disconnected", DisconnectReason.ClientInitiatedDisconnect);
    public static readonly MosquittoReason Closed = new("closed its connection", DisconnectReason.ConnectionLost);
    public static readonly MosquittoReason Timeout = new("has exceeded timeout", DisconnectReason.MqttKeepAliveTimeout);
    public static readonly MosquittoReason Administrative = new("administrative action", DisconnectReason.ServerInitiatedDisconnect);
    public static readonly MosquittoReason TakenOver = new("already connected, closing old connection", DisconnectReason.DuplicateClientId);

    private static readonly MosquittoReason[] Table =
    [
        Administrative,
        new("connection closed by client", DisconnectReason.ConnectionLost),
        new("exceeded timeout", DisconnectReason.MqttKeepAliveTimeout),
        new("session taken over", DisconnectReason.DuplicateClientId),
        new("malformed packet", DisconnectReason.ClientError, MosquittoStage.Either),
        new("protocol error", DisconnectReason.ClientError, MosquittoStage.Either),
        new("oversize packet", DisconnectReason.ClientError, MosquittoStage.Either),
        new("oversize payload", DisconnectReason.ClientError),
        new("receive maximum exceeded", DisconnectReason.ClientError),
        new("exceeding the receive maximum", DisconnectReason.ClientError),
        new("topic alias invalid", DisconnectReason.ClientError),
        new(
            "using not allowed feature (QoS too high, retain not supported, or bad AUTH method)",
            DisconnectReason.ClientError,
            MosquittoStage.Either),
        new(
            "used disallowed feature (QoS too high, retain not supported, or bad AUTH method)",
            DisconnectReason.ClientError,
            MosquittoStage.Either),
        new("not authorised", DisconnectReason.AuthError, MosquittoStage.Refused),
        new("bad username or password", DisconnectReason.AuthError, MosquittoStage.Refused),
        new("bad authentication method", DisconnectReason.AuthError, MosquittoStage.Refused),
        new("client identifier not valid", DisconnectReason.AuthError, MosquittoStage.Refused),
        new("client banned", DisconnectReason.ForbiddenAccess, MosquittoStage.Refused),
        new("non-matching http origin", DisconnectReason.ForbiddenAccess, MosquittoStage.Refused),
        new("quota exceeded", DisconnectReason.Throttled, MosquittoStage.Either),
        new("connection rate exceeded", DisconnectReason.Throttled, MosquittoStage.Either),
        new("server unavailable", DisconnectReason.ServerInitiatedDisconnect, MosquittoStage.Either),
        new("server busy", DisconnectReason.ServerInitiatedDisconnect, MosquittoStage.Either),
        new("out of memory", DisconnectReason.ServerError, MosquittoStage.Either),
        new("implementation specific error", DisconnectReason.ServerError, MosquittoStage.Either),
    ];

    /// <summary>Finds the meaning of a text; one that is not in the table is the operating system's word for a lost connection.</summary>
    public static MosquittoReason Find(ReadOnlySpan<byte> text)
    {
        foreach (var reason in Table)
        {
            if (text.Length == reason.Text.Length && Ascii.Equals(text, reason.Text)) return reason;
        }

        return new MosquittoReason(
            Encoding.UTF8.GetString(text[..Math.Min(text.Length, LifecycleLimits.MaxTextBytes)]),
            DisconnectReason.ConnectionLost);
    }
}

/// <summary>When in the life of a connection Mosquitto uses certain words for its end.</summary>
internal enum MosquittoStage
{
    /// <summary>After the connection was accepted.</summary>
    Accepted = 0,

    /// <summary>Before or after.</summary>
    Either = 1,

    /// <summary>Nearly always when the connection is refused.</summary>
    Refused = 2,
}
