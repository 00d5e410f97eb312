namespace IotConnectivity.Storage;

// The stored form of an event, read and written by EventReader and EventWriter:
//
//   event   = head members stamp [source [epoch]] [key] [number] [connectedAt] [reason] [lastActivity] [keepAlive] [expiry] [sourceIp] [sourcePort] [targetIp] [targetPort] [vpcEndpoint]
//   head    = one byte: format (3 bits, now 1), form of the key (2 bits), kind (3 bits)
//   members = number with a bit for each member that follows, those of an end lowest
//   stamp   = signed number, relative to the event before it in a list
//   epoch   = signed number "stamp after the epoch of the source"; without it the epoch is 0. A bit of its own says that the epoch only continues a lifetime
//   reason  = one byte: form of the raw reason (2 bits), quality (2 bits), reason (4 bits); then the raw reason if it is not the reason's own text
//   entry   = event, signed number "received after its stamp", one byte "rule"
//   events  = number of them, events
//
// Numbers are 7 bits a byte, lowest first; signed ones are zigzag. A text is its length times two and its UTF-8; plus one and its UTF-16 where it has no UTF-8.
internal static class EventForm
{
    internal const int Format = 1;
    internal const int FormatShift = 5;
    internal const int KeyShift = 3;
    internal const int KindMask = 7;
    internal const int QualityShift = 4;
    internal const int RawShift = 6;

    internal static ulong ToZigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    internal static long FromZigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}

internal enum KeyForm
{
    None = 0,
    Plain = 1,
    Dashed = 2,
    Text = 3,
}

internal enum RawForm
{
    None = 0,
    TextOfReason = 1,
    Own = 2,
}

[Flags]
internal enum EventMembers
{
    None = 0,

    // Source, key and number are those of the event before it in a list.
    SharesConnection = 1,
    Number = 1 << 1,
    ConnectedAt = 1 << 2,
    Reason = 1 << 3,
    LastActivity = 1 << 4,
    ClientInitiated = 1 << 5,
    ClientInitiatedIsTrue = 1 << 6,
    KeepAlive = 1 << 7,
    CleanSession = 1 << 8,
    CleanSessionIsTrue = 1 << 9,
    SessionExpiry = 1 << 10,
    SourceIPv4 = 1 << 11,
    SourceIPv6 = 1 << 12,
    SourcePort = 1 << 13,
    TargetIPv4 = 1 << 14,
    TargetIPv6 = 1 << 15,
    TargetPort = 1 << 16,
    VpcEndpoint = 1 << 17,
    Epoch = 1 << 18,
    ContinuesLifetime = 1 << 19,
    All = (1 << 20) - 1,
}
