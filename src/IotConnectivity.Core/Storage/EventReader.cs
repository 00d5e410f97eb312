using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Storage;

/// <summary>Reads what <see cref="EventWriter"/> has written.</summary>
/// <remarks>Any bytes are an event or they are not; nothing is thrown and nothing beyond the end is read. Allocates texts and lists only.</remarks>
public ref struct EventReader
{
    private readonly SourceTable _sources;
    private readonly string _thingName;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts at the first byte.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="sources">The sources by their numbers.</param>
    /// <param name="thingName">The name of the thing, which the events are given as client id.</param>
    public EventReader(ReadOnlySpan<byte> bytes, SourceTable sources, string thingName)
    {
        _rest = bytes;
        _sources = sources;
        _thingName = thingName;
    }

    /// <summary>Gets what was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Reads a number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Whether there was one of at most 64 bits.</returns>
    public bool TryReadNumber(out ulong value)
    {
        value = 0;
        for (var i = 0; i < _rest.Length && i < 10; i++)
        {
            var part = _rest[i];
            if (i == 9 && part > 1) return false;
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part >= 0x80) continue;
            _rest = _rest[(i + 1)..];
            return true;
        }

        return false;
    }

    /// <summary>Reads an entry.</summary>
    /// <param name="thingKey">The key of the thing, which the entry is given.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>Whether there was one, and nothing after it.</returns>
    public bool TryReadEntry(long thingKey, out JournalEntry entry)
    {
        entry = default;
        if (!TryReadEvent(default, out var news) || !TryReadSigned(out var delay) || !TryReadByte(out var rule) || !_rest.IsEmpty) return false;
        entry = new JournalEntry { ThingKey = thingKey, Event = news, ReceivedAtMs = unchecked(news.TimestampMs + delay), Rule = (Indexing.OrderRule)rule };
        return true;
    }

    /// <summary>Reads a list of events.</summary>
    /// <param name="events">The events.</param>
    /// <returns>Whether there was one, and nothing after it.</returns>
    public bool TryReadEvents([NotNullWhen(true)] out LifecycleEvent[]? events)
    {
        events = null;

        // An event has three bytes at least.
        if (!TryReadNumber(out var count) || count > (ulong)_rest.Length / 3) return false;
        var read = count == 0 ? [] : new LifecycleEvent[count];
        for (var i = 0; i < read.Length; i++)
        {
            if (!TryReadEvent(i == 0 ? default : read[i - 1], out read[i])) return false;
        }

        if (!_rest.IsEmpty) return false;
        events = read;
        return true;
    }

    private bool TryReadEvent(in LifecycleEvent previous, out LifecycleEvent news)
    {
        news = default;
        if (!TryReadByte(out var head) || head >> EventForm.FormatShift != EventForm.Format) return false;
        if (!TryReadNumber(out var bits) || bits > (ulong)EventMembers.All || !TryReadSigned(out var stamp)) return false;
        var members = (EventMembers)bits;
        var shares = members.HasFlag(EventMembers.SharesConnection);
        if (shares && previous.Source is null) return false;
        var timestampMs = unchecked(previous.TimestampMs + stamp);
        var source = previous.Source;
        if (!shares && !TryReadSource(members, timestampMs, out source)) return false;
        var key = previous.Connection;
        if (!shares && !TryReadKey((KeyForm)((head >> EventForm.KeyShift) & 3), out key)) return false;

        var draft = new Draft { TimestampMs = timestampMs, Number = shares ? previous.Number : null };
        if (!TryReadEnd(members, shares ? previous.TimestampMs : draft.TimestampMs, ref draft) || !TryReadSession(members, ref draft)) return false;
        news = draft.ToEvent((LifecycleEventKind)(head & EventForm.KindMask), _thingName, source!, key, members);
        return true;
    }

    private bool TryReadSource(EventMembers members, long timestampMs, out LifecycleSource? source)
    {
        source = null;
        if (!TryReadNumber(out var number)) return false;
        if (!members.HasFlag(EventMembers.Epoch)) return _sources.TryGet(number, 0, continuesLifetime: false, out source);
        return TryReadSigned(out var sinceEpoch) && _sources.TryGet(number, unchecked(timestampMs - sinceEpoch), members.HasFlag(EventMembers.ContinuesLifetime), out source);
    }

    private bool TryReadEnd(EventMembers members, long connectBase, ref Draft draft)
    {
        if (members.HasFlag(EventMembers.Number))
        {
            if (!TryReadSigned(out var number)) return false;
            draft.Number = number;
        }

        if (members.HasFlag(EventMembers.ConnectedAt))
        {
            if (!TryReadSigned(out var sinceBase)) return false;
            draft.ConnectedAtMs = unchecked(connectBase + sinceBase);
        }

        if (members.HasFlag(EventMembers.Reason) && !TryReadReason(ref draft)) return false;
        if (members.HasFlag(EventMembers.LastActivity))
        {
            if (!TryReadSigned(out var sinceStamp)) return false;
            draft.LastActivityMs = unchecked(draft.TimestampMs + sinceStamp);
        }

        return true;
    }

    private bool TryReadReason(ref Draft draft)
    {
        if (!TryReadByte(out var head)) return false;
        draft.Reason = (DisconnectReason)(head & 0xF);
        draft.ReasonQuality = (ReasonQuality)((head >> EventForm.QualityShift) & 3);
        if (draft.Reason > DisconnectReason.CustomAuthTtlExpiration || draft.ReasonQuality > ReasonQuality.Stated) return false;
        switch ((RawForm)(head >> EventForm.RawShift))
        {
            case RawForm.None:
                return true;
            case RawForm.TextOfReason:
                draft.RawReason = draft.Reason.ToWireText();
                return true;
            case RawForm.Own:
                return TryReadText(out draft.RawReason);
            default:
                return false;
        }
    }

    private bool TryReadSession(EventMembers members, ref Draft draft)
    {
        uint number;
        if (members.HasFlag(EventMembers.KeepAlive))
        {
            if (!TryReadUInt32(out number)) return false;
            draft.KeepAliveSeconds = (int)number;
        }

        if (members.HasFlag(EventMembers.SessionExpiry))
        {
            if (!TryReadUInt32(out number)) return false;
            draft.SessionExpirySeconds = number;
        }

        if (!TryReadAddress(members, EventMembers.SourceIPv4, EventMembers.SourceIPv6, out draft.SourceIp)) return false;
        if (members.HasFlag(EventMembers.SourcePort))
        {
            if (!TryReadUInt32(out number)) return false;
            draft.SourcePort = (int)number;
        }

        if (!TryReadAddress(members, EventMembers.TargetIPv4, EventMembers.TargetIPv6, out draft.TargetIp)) return false;
        if (members.HasFlag(EventMembers.TargetPort))
        {
            if (!TryReadUInt32(out number)) return false;
            draft.TargetPort = (int)number;
        }

        return !members.HasFlag(EventMembers.VpcEndpoint) || TryReadText(out draft.VpcEndpointId);
    }

    private bool TryReadKey(KeyForm form, out ConnectionKey key)
    {
        key = default;
        if (form == KeyForm.None) return true;
        if (form == KeyForm.Text)
        {
            if (!TryReadText(out var text) || text!.Length is 0 or > ConnectionKey.MaxLength) return false;
            key = ConnectionKey.Create(text);
            return true;
        }

        if (!TryReadBytes(16, out var packed)) return false;
        key = ConnectionKey.FromPacked(packed, hasDashes: form == KeyForm.Dashed);
        return true;
    }

    private bool TryReadAddress(EventMembers members, EventMembers v4, EventMembers v6, out PeerAddress address)
    {
        address = default;
        var length = members.HasFlag(v6) ? 16 : members.HasFlag(v4) ? 4 : 0;
        if (!TryReadBytes(length, out var bytes)) return false;
        if (length > 0) address = PeerAddress.Read(bytes);
        return true;
    }

    private bool TryReadText(out string? text)
    {
        text = null;
        if (!TryReadNumber(out var head) || !TryReadBytes(head >> 1, out var bytes)) return false;
        if ((head & 1) == 0)
        {
            if (!Utf8.IsValid(bytes)) return false;
            text = Encoding.UTF8.GetString(bytes);
            return true;
        }

        if (bytes.Length % 2 != 0) return false;
        text = new string(MemoryMarshal.Cast<byte, char>(bytes));
        return true;
    }

    private bool TryReadBytes(ulong count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (count > (ulong)_rest.Length) return false;
        bytes = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return true;
    }

    private bool TryReadByte(out byte value)
    {
        value = _rest.IsEmpty ? (byte)0 : _rest[0];
        if (_rest.IsEmpty) return false;
        _rest = _rest[1..];
        return true;
    }

    private bool TryReadBytes(int count, out ReadOnlySpan<byte> bytes) => TryReadBytes((ulong)count, out bytes);

    private bool TryReadSigned(out long value)
    {
        var found = TryReadNumber(out var zigzag);
        value = EventForm.FromZigzag(zigzag);
        return found;
    }

    private bool TryReadUInt32(out uint value)
    {
        var found = TryReadNumber(out var wide) && wide <= uint.MaxValue;
        value = (uint)wide;
        return found;
    }

    private struct Draft
    {
        public long TimestampMs;
        public long? Number;
        public long? ConnectedAtMs;
        public long? LastActivityMs;
        public DisconnectReason Reason;
        public ReasonQuality ReasonQuality;
        public string? RawReason;
        public int? KeepAliveSeconds;
        public uint? SessionExpirySeconds;
        public PeerAddress SourceIp;
        public int? SourcePort;
        public PeerAddress TargetIp;
        public int? TargetPort;
        public string? VpcEndpointId;

        public readonly LifecycleEvent ToEvent(LifecycleEventKind kind, string clientId, LifecycleSource source, ConnectionKey key, EventMembers members) => new()
        {
            Kind = kind,
            ClientId = clientId,
            Source = source,
            TimestampMs = TimestampMs,
            Connection = key,
            Number = Number,
            ConnectedAtMs = ConnectedAtMs,
            Reason = Reason,
            ReasonQuality = ReasonQuality,
            RawReason = RawReason,
            LastActivityMs = LastActivityMs,
            ClientInitiated = members.HasFlag(EventMembers.ClientInitiated) ? members.HasFlag(EventMembers.ClientInitiatedIsTrue) : null,
            KeepAliveSeconds = KeepAliveSeconds,
            CleanSession = members.HasFlag(EventMembers.CleanSession) ? members.HasFlag(EventMembers.CleanSessionIsTrue) : null,
            SessionExpirySeconds = SessionExpirySeconds,
            SourceIp = SourceIp,
            SourcePort = SourcePort,
            TargetIp = TargetIp,
            TargetPort = TargetPort,
            VpcEndpointId = VpcEndpointId,
        };
    }
}
