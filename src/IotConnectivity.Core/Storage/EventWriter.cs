using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Storage;

/// <summary>Writes events in the compact form that stores keep: about 30 bytes for an end and 40 for a connect with a UUID as key.</summary>
/// <remarks>
/// One thread at a time; meant to be used again and again, so that writing allocates nothing. The client id is not written, since it is the name of the thing, and
/// <see cref="LifecycleEvent.Principal"/> is not kept at all. A kind or reason that is not defined is kept as 0. Everything else comes back from <see cref="EventReader"/> as it was.
/// </remarks>
/// <param name="sources">Numbers the sources of the events.</param>
public sealed class EventWriter(SourceTable sources)
{
    private static readonly LifecycleEvent Nothing = new() { Kind = default, ClientId = string.Empty, Source = null!, TimestampMs = 0 };

    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>Gets what was written since <see cref="Clear"/>; overwritten by the next one.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Starts again with nothing written.</summary>
    public void Clear() => _length = 0;

    /// <summary>Writes a number in 1 to 10 bytes, the fewer the smaller it is.</summary>
    /// <param name="value">The number.</param>
    public void WriteNumber(ulong value)
    {
        var free = Reserve(10);
        var used = 0;
        for (; value >= 0x80; value >>= 7) free[used++] = (byte)(value | 0x80);
        free[used++] = (byte)value;
        _length += used;
    }

    /// <summary>Writes bytes as they are.</summary>
    /// <param name="bytes">The bytes.</param>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Writes an event with when it was received and the rule that decided; not the key of its thing, nor the state after it.</summary>
    /// <param name="entry">The entry.</param>
    public void WriteEntry(in JournalEntry entry)
    {
        WriteEvent(entry.Event, Nothing);
        WriteSigned(unchecked(entry.ReceivedAtMs - entry.Event.TimestampMs));
        WriteByte((byte)entry.Rule);
    }

    /// <summary>Writes events that belong together, such as a connect and its end, and what they share only once.</summary>
    /// <param name="events">The events, all of one thing.</param>
    public void WriteEvents(IReadOnlyList<LifecycleEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        WriteNumber((ulong)events.Count);
        var previous = Nothing;
        for (var i = 0; i < events.Count; i++)
        {
            var next = events[i];
            WriteEvent(next, previous);
            previous = next;
        }
    }

    private void WriteEvent(in LifecycleEvent news, in LifecycleEvent previous)
    {
        var shares = previous.Source is not null && news.Connection == previous.Connection && news.Number == previous.Number
            && news.Source.IsSameAs(previous.Source);
        var members = MembersOf(news, shares);
        Span<byte> packed = stackalloc byte[16];
        var keyForm = shares || news.Connection.IsNone ? KeyForm.None
            : !news.Connection.TryGetPacked(packed, out var hasDashes) ? KeyForm.Text
            : hasDashes ? KeyForm.Dashed : KeyForm.Plain;
        var kind = (int)news.Kind is >= 0 and <= EventForm.KindMask ? (int)news.Kind : 0;

        WriteByte((byte)((EventForm.Format << EventForm.FormatShift) | ((int)keyForm << EventForm.KeyShift) | kind));
        WriteNumber((ulong)members);
        WriteSigned(unchecked(news.TimestampMs - previous.TimestampMs));
        if (!shares) WriteNumber((ulong)sources.NumberOf(news.Source));
        if (members.HasFlag(EventMembers.Epoch)) WriteSigned(unchecked(news.TimestampMs - news.Source.Epoch));
        if (keyForm == KeyForm.Text) WriteText(news.Connection.ToString());
        else if (keyForm != KeyForm.None) WriteBytes(packed);
        if (members.HasFlag(EventMembers.Number)) WriteSigned(news.Number.GetValueOrDefault());
        WriteEnd(news, members, connectBase: shares ? previous.TimestampMs : news.TimestampMs);
        WriteSession(news, members);
    }

    private void WriteEnd(in LifecycleEvent news, EventMembers members, long connectBase)
    {
        if (members.HasFlag(EventMembers.ConnectedAt)) WriteSigned(unchecked(news.ConnectedAtMs.GetValueOrDefault() - connectBase));
        if (members.HasFlag(EventMembers.Reason)) WriteReason(news);
        if (members.HasFlag(EventMembers.LastActivity)) WriteSigned(unchecked(news.LastActivityMs.GetValueOrDefault() - news.TimestampMs));
    }

    private void WriteReason(in LifecycleEvent news)
    {
        var reason = Defined(news.Reason);
        var raw = news.RawReason is null ? RawForm.None : news.RawReason == reason.ToWireText() ? RawForm.TextOfReason : RawForm.Own;
        WriteByte((byte)(((int)raw << EventForm.RawShift) | ((int)Defined(news.ReasonQuality) << EventForm.QualityShift) | (int)reason));
        if (raw == RawForm.Own) WriteText(news.RawReason);
    }

    private void WriteSession(in LifecycleEvent news, EventMembers members)
    {
        if (members.HasFlag(EventMembers.KeepAlive)) WriteNumber((uint)news.KeepAliveSeconds.GetValueOrDefault());
        if (members.HasFlag(EventMembers.SessionExpiry)) WriteNumber(news.SessionExpirySeconds.GetValueOrDefault());
        WriteAddress(news.SourceIp);
        if (members.HasFlag(EventMembers.SourcePort)) WriteNumber((uint)news.SourcePort.GetValueOrDefault());
        WriteAddress(news.TargetIp);
        if (members.HasFlag(EventMembers.TargetPort)) WriteNumber((uint)news.TargetPort.GetValueOrDefault());
        if (members.HasFlag(EventMembers.VpcEndpoint)) WriteText(news.VpcEndpointId);
    }

    private static EventMembers MembersOf(in LifecycleEvent news, bool shares)
    {
        var members = shares ? EventMembers.SharesConnection : EventMembers.None;
        if (!shares && news.Source.Epoch != 0) members |= EventMembers.Epoch | (news.Source.ContinuesLifetime ? EventMembers.ContinuesLifetime : EventMembers.None);
        if (!shares && news.Number is not null) members |= EventMembers.Number;
        if (news.ConnectedAtMs is not null) members |= EventMembers.ConnectedAt;
        if (news.Reason != default || news.ReasonQuality != default || news.RawReason is not null) members |= EventMembers.Reason;
        if (news.LastActivityMs is not null) members |= EventMembers.LastActivity;
        if (news.ClientInitiated is { } byClient) members |= EventMembers.ClientInitiated | (byClient ? EventMembers.ClientInitiatedIsTrue : EventMembers.None);
        if (news.KeepAliveSeconds is not null) members |= EventMembers.KeepAlive;
        if (news.CleanSession is { } clean) members |= EventMembers.CleanSession | (clean ? EventMembers.CleanSessionIsTrue : EventMembers.None);
        if (news.SessionExpirySeconds is not null) members |= EventMembers.SessionExpiry;
        if (!news.SourceIp.IsNone) members |= news.SourceIp.IsIPv4 ? EventMembers.SourceIPv4 : EventMembers.SourceIPv6;
        if (news.SourcePort is not null) members |= EventMembers.SourcePort;
        if (!news.TargetIp.IsNone) members |= news.TargetIp.IsIPv4 ? EventMembers.TargetIPv4 : EventMembers.TargetIPv6;
        if (news.TargetPort is not null) members |= EventMembers.TargetPort;
        if (news.VpcEndpointId is not null) members |= EventMembers.VpcEndpoint;
        return members;
    }

    private static DisconnectReason Defined(DisconnectReason reason) =>
        reason is >= DisconnectReason.Unknown and <= DisconnectReason.CustomAuthTtlExpiration ? reason : default;

    private static ReasonQuality Defined(ReasonQuality quality) =>
        quality is >= ReasonQuality.Absent and <= ReasonQuality.Stated ? quality : default;

    private void WriteByte(byte value)
    {
        Reserve(1)[0] = value;
        _length++;
    }

    private void WriteSigned(long value) => WriteNumber(EventForm.ToZigzag(value));

    private void WriteAddress(PeerAddress address)
    {
        if (!address.IsNone) _length += address.Write(Reserve(16));
    }

    private void WriteText(string? text)
    {
        // At most three bytes of UTF-8 for a character. A lone surrogate has none, and is kept all the same.
        var utf8 = ArrayPool<byte>.Shared.Rent(text!.Length * 3);
        if (Utf8.FromUtf16(text, utf8, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            WriteNumber((ulong)length << 1);
            WriteBytes(utf8.AsSpan(0, length));
        }
        else
        {
            WriteNumber(((ulong)text.Length << 2) | 1);
            WriteBytes(MemoryMarshal.AsBytes(text.AsSpan()));
        }

        ArrayPool<byte>.Shared.Return(utf8);
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        return _buffer.AsSpan(_length);
    }
}
