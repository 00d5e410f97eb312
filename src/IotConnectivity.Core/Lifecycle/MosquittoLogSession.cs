using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads the log of one Mosquitto broker, line by line, from a file or from its <c>$SYS/broker/log</c> topics.</summary>
/// <remarks>
/// <para>Mosquitto 2.0 does not say which connection has ended, so the session remembers the open ones and numbers connections by their place in
/// the log: <see cref="LifecycleEvent.Number"/> counts the lines since the broker started, and an end carries the number of the connect that it ends.
/// Time stamps have a resolution of one second and decide nothing. An end whose connect was before the first line is numbered by its own place.</para>
/// <para>What never ends a connection: a rejected stranger who uses the client id (it becomes <see cref="LifecycleEventKind.ConnectFailed"/>), the
/// late word of a WebSocket that was taken over, and the expiry of a session. A broker that stops says nothing about its clients: watch
/// <see cref="Source"/>, which is another instance after each start.</para>
/// <para>The forms of the lines are those of 2.0.x and of 2.1.x. Clients choose their ids: do not log subscriptions (<c>log_type subscribe</c>)
/// to a file that is read here, because such a line begins with the client id. One instance for one broker and one stream of lines, in order.
/// Not thread-safe. No line takes longer than linear in its length.</para>
/// </remarks>
public sealed partial class MosquittoLogSession : LifecycleParser
{
    // How long after a takeover the old WebSocket may still say that it was closed; it does within the same second.
    private const long StrayWindowMs = 5_000;

    private readonly Dictionary<string, MosquittoConnection> _connections = [];
    private readonly Dictionary<string, MosquittoConnection>.AlternateLookup<ReadOnlySpan<char>> _byId;
    private readonly MosquittoAccepts _accepts = new();
    private readonly char[] _clientId = new char[LifecycleLimits.MaxClientIdBytes];
    private readonly int _maxOpenConnections = 1_000_000;
    private long _position;
    private bool _isVersionKnown;
    private MosquittoWording _wording;

    /// <summary>Starts to read a log.</summary>
    public MosquittoLogSession() => _byId = _connections.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Gets the name of the broker in events, for those who have several.</summary>
    /// <value>The default is the empty string.</value>
    public string Node { get; init; } = string.Empty;

    /// <summary>Gets how many open connections are remembered.</summary>
    /// <value>At least 1; the default is 1 000 000. When it is reached all are forgotten, and ends count as those of connects before the first line.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxOpenConnections
    {
        get => _maxOpenConnections;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxOpenConnections = value;
        }
    }

    /// <summary>Gets the format of the time stamps, if the broker's <c>log_timestamp_format</c> is neither seconds nor ISO 8601.</summary>
    /// <value>A custom date and time format of .NET that has a date, for example <c>yyyy-MM-dd HH:mm:ss</c>; the default is <see langword="null"/>:
    /// seconds since 1970, <c>yyyy-MM-ddTHH:mm:ss</c> with or without an offset, or none.</value>
    public string? TimestampFormat { get; init; }

    /// <summary>Gets how far the broker's local time is ahead of UTC; for time stamps that say no offset of their own.</summary>
    /// <value>The default is zero.</value>
    public TimeSpan UtcOffset { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> TopicFilters => ["$SYS/broker/log/#"];

    /// <summary>Gets what hears that the broker has started, before the first event of the new <see cref="Source"/>; usually <c>BrokerEpochs.Started</c>.</summary>
    /// <value>The default is <see langword="null"/>: the first event tells it. Called with the time of the line, while events before it may not have been applied.</value>
    public Action<LifecycleSource, DateTimeOffset>? Started { get; init; }

    /// <summary>Gets what hears that the broker says that it stops; usually <c>BrokerEpochs.Stopping</c>.</summary>
    /// <value>The default is <see langword="null"/>. Called with the time of the line, while events before it may not have been applied.</value>
    public Action<LifecycleSource, DateTimeOffset>? Stopping { get; init; }

    /// <summary>Gets the lifetime of the broker that the last line belongs to; <see langword="null"/> before the first line.</summary>
    /// <value>Its epoch is the time of the broker's start, and grows from one start to the next. If the start was not seen, it is the time of the first line, and
    /// <see cref="LifecycleSource.ContinuesLifetime"/> is set.</value>
    public LifecycleSource? Source { get; private set; }

    /// <summary>Gets a value indicating whether the broker said that it stops; if not, and another lifetime begins, it was killed.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line without its end, in UTF-8; a topic of <c>mosquitto_sub -v</c> and a time stamp may stand before it.</param>
    /// <param name="receivedAtMs">When the line was received, in milliseconds since 1970-01-01T00:00Z; dates lines without a time stamp.</param>
    /// <param name="lifecycleEvent">The event, or the default value.</param>
    /// <param name="error">What is wrong with a line that begins like one about a client, or <see langword="null"/>.</param>
    /// <returns>Whether the line is an event. Most lines are neither an event nor an error.</returns>
    public bool TryParseLine(ReadOnlySpan<byte> line, long receivedAtMs, out LifecycleEvent lifecycleEvent, out LifecycleParseError? error)
    {
        lifecycleEvent = default;
        error = null;
        if (line.Length > LifecycleLimits.MaxEventBytes)
        {
            error = MosquittoErrors.TooLong();
            return false;
        }

        var text = line;
        if (!TrySkipTopic(ref text)) return false;
        var stamp = TimestampFormat is null ? MosquittoStamp.Take(ref text, UtcOffset) : MosquittoStamp.Take(ref text, TimestampFormat, UtcOffset);
        var timestampMs = stamp ?? receivedAtMs;
        _position++;

        var parsed = Parse(text);
        if (parsed.Kind != MosquittoLineKind.Starting) Source ??= NewSource(timestampMs, continuesLifetime: true);
        if (parsed.Kind == MosquittoLineKind.Other)
        {
            if (MosquittoErrors.IsAboutAClient(text)) error = MosquittoErrors.UnknownLine(line, text);
            return false;
        }

        if (!parsed.ClientId.IsEmpty && !MosquittoErrors.TryReadClientId(parsed.ClientId, _clientId, out _, line, out error)) return false;
        return Apply(parsed, timestampMs) is { } read && Hand(read, out lifecycleEvent);
    }

    /// <inheritdoc/>
    /// <remarks>The messages of one broker have to come in the order in which it published them.</remarks>
    public override bool TryParse(
        ReadOnlySpan<char> topic,
        ReadOnlySpan<byte> payload,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        lifecycleEvent = default;
        error = null;
        const string levels = "$SYS/broker/log/";
        var hasClients = topic.IsEmpty || (topic.Length == levels.Length + 1 && topic.StartsWith(levels) && "EWNI".Contains(topic[^1]));
        return hasClients && TryParseLine(payload, receivedAtMs, out lifecycleEvent, out error);
    }

    private static bool Hand(in LifecycleEvent read, out LifecycleEvent lifecycleEvent)
    {
        lifecycleEvent = read;
        return true;
    }

    // Only these levels carry lines about clients; the others quote client ids and topics as they are.
    private static bool TrySkipTopic(ref ReadOnlySpan<byte> line)
    {
        var topic = "$SYS/broker/log/"u8;
        if (!line.StartsWith(topic)) return true;
        var level = line[topic.Length..];
        if (level.Length < 2 || level[1] != ' ' || !"EWNI"u8.Contains(level[0])) return false;
        line = level[2..];
        return true;
    }

    private LifecycleSource NewSource(long startedAtMs, bool continuesLifetime) => new("mosquitto")
    {
        Node = Node,
        ContinuesLifetime = continuesLifetime || !SpeaksForBroker,
        Epoch = Source is null ? startedAtMs : Math.Max(startedAtMs, Source.Epoch + 1),
    };

    private MosquittoLine Parse(ReadOnlySpan<byte> text)
    {
        var line = MosquittoLineParser.Parse(text, _wording);
        if (line.Kind == MosquittoLineKind.EndWithPeer && !_isVersionKnown) line = ParseInKnownWording(text, line);

        // A client id may look like the end of another client; the longest id that is connected is meant.
        if (line.Kind == MosquittoLineKind.EndWithReason && MosquittoLineParser.TryClean(text, out var clean) && Find(clean.ClientId) is { IsOpen: true })
            return clean;
        return line;
    }

    // An id may end in something like a peer in brackets. Without a version line the connections that are open tell.
    private MosquittoLine ParseInKnownWording(ReadOnlySpan<byte> text, MosquittoLine withPeer)
    {
        var idOnly = MosquittoLineParser.Parse(text, MosquittoWording.IdOnly);
        return idOnly.Kind != MosquittoLineKind.Other && Find(idOnly.ClientId) is { IsOpen: true } ? idOnly : withPeer;
    }

    private MosquittoConnection? Find(ReadOnlySpan<byte> clientId)
    {
        if (clientId.Length > LifecycleLimits.MaxClientIdBytes || !Encoding.UTF8.TryGetChars(clientId, _clientId, out var length)) return null;
        _byId.TryGetValue(_clientId.AsSpan(0, length), out var connection);
        return connection;
    }
}
