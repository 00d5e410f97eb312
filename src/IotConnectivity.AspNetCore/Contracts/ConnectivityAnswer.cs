using System.Buffers;
using System.Text.Json;
using IotConnectivity.Indexing;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Contracts;

/// <summary>Writes the answer of GetThingConnectivityData.</summary>
/// <remarks>By hand and not by the serializer: it is the answer that is asked for most, and this way it costs no objects.</remarks>
internal static class ConnectivityAnswer
{
    private static readonly JsonEncodedText ThingNameMember = JsonEncodedText.Encode("thingName");
    private static readonly JsonEncodedText ConnectedMember = JsonEncodedText.Encode("connected");
    private static readonly JsonEncodedText TimestampMember = JsonEncodedText.Encode("timestamp");
    private static readonly JsonEncodedText DisconnectReasonMember = JsonEncodedText.Encode("disconnectReason");
    private static readonly JsonEncodedText SourceIpMember = JsonEncodedText.Encode("sourceIp");
    private static readonly JsonEncodedText SourcePortMember = JsonEncodedText.Encode("sourcePort");
    private static readonly JsonEncodedText TargetIpMember = JsonEncodedText.Encode("targetIp");
    private static readonly JsonEncodedText TargetPortMember = JsonEncodedText.Encode("targetPort");
    private static readonly JsonEncodedText VpcEndpointIdMember = JsonEncodedText.Encode("vpcEndpointId");
    private static readonly JsonEncodedText KeepAliveDurationMember = JsonEncodedText.Encode("keepAliveDuration");
    private static readonly JsonEncodedText CleanSessionMember = JsonEncodedText.Encode("cleanSession");
    private static readonly JsonEncodedText SessionExpiryMember = JsonEncodedText.Encode("sessionExpiry");
    private static readonly JsonEncodedText ClientIdMember = JsonEncodedText.Encode("clientId");

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static void Write(HttpContext http, string thingName, ThingConnectivity connectivity, bool withSockets)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(512);
        var writer = _writer ??= new Utf8JsonWriter(buffer);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        WriteThing(writer, thingName, connectivity, withSockets);
        writer.Flush();
        JsonAnswer.Write(http, buffer.WrittenSpan);
    }

    /// <summary>Writes the status of one thing as a JSON object.</summary>
    public static void WriteThing(Utf8JsonWriter writer, string thingName, ThingConnectivity connectivity, bool withSockets)
    {
        writer.WriteStartObject();
        writer.WriteString(ThingNameMember, thingName);
        writer.WriteBoolean(ConnectedMember, connectivity.Connected);

        // Seconds, with the milliseconds as a fraction.
        if (connectivity.TimestampMs is { } ms) writer.WriteNumber(TimestampMember, ms / 1000m);
        writer.WriteString(DisconnectReasonMember, connectivity.DisconnectReason.ToWireText());
        if (withSockets) WriteSockets(writer, connectivity);
        if (connectivity.KeepAliveSeconds is { } keepAlive) writer.WriteNumber(KeepAliveDurationMember, keepAlive);
        if (connectivity.CleanSession is { } clean) writer.WriteBoolean(CleanSessionMember, clean);
        if (connectivity.SessionExpirySeconds is { } expiry) writer.WriteNumber(SessionExpiryMember, expiry);
        if (connectivity.Source is not null) writer.WriteString(ClientIdMember, thingName);
        writer.WriteEndObject();
    }

    private static void WriteSockets(Utf8JsonWriter writer, ThingConnectivity connectivity)
    {
        if (!connectivity.SourceIp.IsNone) writer.WriteString(SourceIpMember, connectivity.SourceIp.ToString());
        if (connectivity.SourcePort is { } sourcePort) writer.WriteNumber(SourcePortMember, sourcePort);
        if (!connectivity.TargetIp.IsNone) writer.WriteString(TargetIpMember, connectivity.TargetIp.ToString());
        if (connectivity.TargetPort is { } targetPort) writer.WriteNumber(TargetPortMember, targetPort);
        if (connectivity.VpcEndpointId is { } endpoint) writer.WriteString(VpcEndpointIdMember, endpoint);
    }
}
