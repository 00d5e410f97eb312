using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>What a kind of source can tell, and how its clock and its words may mislead.</summary>
public enum SourceKind
{
    /// <summary>AWS: version numbers that start again after an hour away, stamps up to two minutes off either way.</summary>
    Aws,

    /// <summary>Our own adapters: numbers within an epoch; a broker that dies tells nothing, and its events may come late.</summary>
    Epochs,

    /// <summary>A process id on connect and end; the end does not tell when the connection began.</summary>
    Keys,

    /// <summary>As <see cref="Keys"/>, but the end tells when its connection began.</summary>
    KeysWithConnectTime,

    /// <summary>A peer address and port, used again and again; the end tells nothing more.</summary>
    ReusedKeys,

    /// <summary>A peer address and port, and the end tells when its connection began.</summary>
    ReusedKeysWithConnectTime,

    /// <summary>Nothing but time stamps.</summary>
    Timed,
}

/// <summary>
/// Generates what really happened to one client, as intervals on a true time line, and from that the events that a source would send. What the final state must be
/// is read off the intervals; the code under test has no part in it.
/// </summary>
public sealed class TrueHistory
{
    private const long Second = 1000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Start = 1_767_168_000_000;

    private readonly Choices _choices;
    private readonly List<LifecycleEvent> _events = [];
    private bool _isAlone = true;

    private TrueHistory(Choices choices) => _choices = choices;

    public const string Client = "pump-17";

    public IReadOnlyList<LifecycleEvent> Events => _events;

    public bool Connected { get; private set; }

    /// <summary>Gets what identifies the last true connection, as text, so that a failure is readable.</summary>
    public string LastConnection { get; private set; } = string.Empty;

    public DisconnectReason Reason { get; private set; } = DisconnectReason.None;

    /// <summary>Gets the stamp of the last true change.</summary>
    public long TimestampMs { get; private set; }

    /// <summary>Gets when the last true connection began, if any event told that.</summary>
    public long? ConnectedAtMs { get; private set; }

    /// <summary>Gets the session member that only a connect tells.</summary>
    public int? KeepAliveSeconds { get; private set; }

    public static TrueHistory Of(SourceKind kind, int connections, int[] choices)
    {
        var history = new TrueHistory(new Choices(choices));
        history.Generate([new Witness(kind, "a")], connections, Start);
        return history;
    }

    /// <summary>Two sources that tell of one client. Stamps decide between them, so their connects are further apart than their clocks can be.</summary>
    public static TrueHistory OfTwo(SourceKind first, SourceKind second, int connections, int[] choices)
    {
        var history = new TrueHistory(new Choices(choices)) { _isAlone = false };
        var end = history.Generate([new Witness(first, "a")], connections, Start);
        history.Generate([new Witness(second, "b")], connections, end + (10 * Minute));
        return history;
    }

    /// <summary>A client that wanders between sources, as between the nodes of a cluster, and may be taken over by the next one.</summary>
    public static TrueHistory OfSeveral(SourceKind[] kinds, int connections, int[] choices)
    {
        var history = new TrueHistory(new Choices(choices)) { _isAlone = false };
        history.Generate([.. kinds.Select((kind, i) => new Witness(kind, $"n{i}"))], connections, Start);
        return history;
    }

    public static string Describe(ThingConnectivity state) => $"{state.Connection}#{state.Number}@{state.Source?.Epoch}";

    private long Generate(Witness[] tellers, int connections, long start)
    {
        var now = start;
        for (var i = 0; i < connections; i++)
        {
            var isLast = i == connections - 1;
            var teller = tellers.Length == 1 ? tellers[0] : tellers[_choices.Between(0, tellers.Length - 1)];
            var kind = teller.Kind;
            if (kind == SourceKind.Epochs && _choices.OneIn(4)) teller.Restart();
            teller.Count(now, _choices);
            var (source, number) = (teller.Source, teller.Number);

            var key = KeyOf(kind, source.Node, i);
            var connect = now;
            var length = _choices.Between(1, 4) switch { 1 => _isAlone ? 5 : 50, 2 => 40 * Second, 3 => 20 * Minute, _ => 3 * Hour };
            var end = connect + length;
            var session = new LifecycleEvent
            {
                Kind = LifecycleEventKind.Connected,
                ClientId = Client,
                Source = source,
                TimestampMs = Stamp(kind, connect),
                Connection = key,
                Number = IsNumbered(kind) ? number : null,
                KeepAliveSeconds = 60,
            };
            var ended = session with
            {
                Kind = LifecycleEventKind.Disconnected,
                TimestampMs = Stamp(kind, end + Lag(kind, isLast)),
                ConnectedAtMs = kind is SourceKind.KeysWithConnectTime or SourceKind.ReusedKeysWithConnectTime ? session.TimestampMs : null,
                KeepAliveSeconds = null,
                Reason = DisconnectReason.ConnectionLost,
                RawReason = "lost",
                ReasonQuality = ReasonQuality.Stated,
            };

            // An earlier connection may have been heard of only half. Of the last one the end may come without a beginning, but not where
            // only the beginning tells its place: that of a key without more, and that of a number among several sources.
            var hearsConnect = isLast
                ? !((_isAlone && IsNumbered(kind)) || ended.ConnectedAtMs is not null) || !_choices.OneIn(6)
                : !_choices.OneIn(5);
            var hearsEnd = isLast ? !hearsConnect || _choices.OneIn(2) : !_choices.OneIn(5);
            if (hearsConnect) _events.Add(session);
            var lastBeat = hearsConnect ? Beats(kind, session, connect, end) : null;

            LifecycleEvent? inferred = hearsConnect && _choices.OneIn(3) ? Infer(session, lastBeat) : null;
            if (inferred is { } guess)
            {
                _events.Add(guess);
                if (_choices.OneIn(2) && guess.LastActivityMs + Unsure(kind) + Second is { } back && back < end)
                {
                    _events.Add(Beat(session, back));
                    inferred = null;
                }
            }

            if (hearsEnd) _events.Add(ended);
            LifecycleEvent? again = hearsEnd && kind is SourceKind.Epochs or SourceKind.KeysWithConnectTime && _choices.OneIn(3) ? OtherEnd(ended, session) : null;
            if (again is { } other) _events.Add(other);
            Noise(session, connect);

            if (isLast)
            {
                Connected = !hearsEnd && inferred is null;
                LastConnection = $"{key}#{session.Number}@{source.Epoch}";
                Reason = hearsEnd ? DisconnectReason.ConnectionLost : inferred is null ? DisconnectReason.None : DisconnectReason.MqttKeepAliveTimeout;
                TimestampMs = hearsEnd ? Math.Min(ended.TimestampMs, again?.TimestampMs ?? long.MaxValue) : inferred?.TimestampMs ?? session.TimestampMs;
                KeepAliveSeconds = hearsConnect ? session.KeepAliveSeconds : null;
                ConnectedAtMs = hearsConnect || ended.ConnectedAtMs is not null || again is { ConnectedAtMs: not null } ? session.TimestampMs : null;
                return end;
            }

            teller.EndedAt = end;
            now = end + Away() + (tellers.Length > 1 && Array.Exists(tellers, other => other.Kind == SourceKind.Aws) ? 10 * Minute : 0);
        }

        return now;
    }

    // How long the client stays away. For AWS an hour or more starts the numbers again.
    private long Away() => _choices.Between(1, 5) switch { 1 => 1, 2 => 200, 3 => 5 * Minute, 4 => 61 * Minute, _ => 26 * Hour };

    private long? Beats(SourceKind kind, in LifecycleEvent session, long connect, long end)
    {
        if (!_choices.OneIn(3)) return null;
        var at = connect + Unsure(kind) + _choices.Between(1, 3);
        if (at >= end) return null;
        _events.Add(Beat(session, at));
        return at;
    }

    private static LifecycleEvent Infer(in LifecycleEvent session, long? lastBeat)
    {
        var basis = lastBeat ?? session.TimestampMs;
        return session with
        {
            Kind = LifecycleEventKind.Disconnected,
            TimestampMs = basis + (90 * Second),
            ConnectedAtMs = session.TimestampMs,
            LastActivityMs = basis,
            Reason = DisconnectReason.MqttKeepAliveTimeout,
            ReasonQuality = ReasonQuality.Inferred,
        };
    }

    /// <summary>The same end told in another way: of the two one tells when the connection began, and their stamps need not be the same.</summary>
    private LifecycleEvent OtherEnd(in LifecycleEvent ended, in LifecycleEvent session) => ended with
    {
        TimestampMs = ended.TimestampMs + _choices.Between(-1, 1),
        ConnectedAtMs = ended.ConnectedAtMs is null ? session.TimestampMs : null,
    };

    private static LifecycleEvent Beat(in LifecycleEvent session, long at) =>
        new() { Kind = LifecycleEventKind.Heartbeat, ClientId = Client, Source = session.Source, TimestampMs = at };

    private void Noise(in LifecycleEvent session, long connect)
    {
        if (_choices.OneIn(6)) _events.Add(session with { Kind = LifecycleEventKind.ConnectFailed, Number = null, TimestampMs = connect + 2 });
        if (_choices.OneIn(6)) _events.Add(session with { Kind = LifecycleEventKind.Subscribed, Number = null, TimestampMs = connect + 3 });
    }

    // Where connect stamps lie, a beat can be compared with a connect only when it is far enough from it.
    private static long Unsure(SourceKind kind) => kind == SourceKind.Aws ? 5 * Minute : 0;

    private long Stamp(SourceKind kind, long at) => kind == SourceKind.Aws ? at + _choices.Between(-120_000, 120_000) : at;

    // At a takeover the end of the old connection is dated a little after the connect of the new one. A source with nothing but time stamps cannot tell those apart, and
    // neither can one that says only which reused key has ended, if the same key comes back within that moment.
    private long Lag(SourceKind kind, bool isLast) =>
        !isLast && kind is not (SourceKind.Timed or SourceKind.ReusedKeys) && _choices.OneIn(3) ? 7 : 0;

    private ConnectionKey KeyOf(SourceKind kind, string name, int i) => kind switch
    {
        SourceKind.Timed => default,
        SourceKind.ReusedKeys or SourceKind.ReusedKeysWithConnectTime => ConnectionKey.Create($"198.51.100.24:{_choices.Between(1, 2)}"),
        SourceKind.Epochs when _choices.OneIn(2) => default,
        _ => ConnectionKey.Create($"{name}-{i}"),
    };

    private static bool IsNumbered(SourceKind kind) => kind is SourceKind.Aws or SourceKind.Epochs;

    /// <summary>One source, and what it counts.</summary>
    private sealed class Witness(SourceKind kind, string node)
    {
        private long _epoch = 1;
        private bool _hasCounted;

        internal SourceKind Kind => kind;

        internal LifecycleSource Source { get; private set; } = SourceOf(kind, node, 1);

        internal long Number { get; private set; }

        internal long EndedAt { get; set; } = long.MinValue / 2;

        /// <summary>The broker starts again: new epoch, numbers from 0.</summary>
        internal void Restart()
        {
            Source = SourceOf(kind, node, ++_epoch);
            _hasCounted = false;
            Number = 0;
        }

        /// <summary>Gives the connection that begins now its number.</summary>
        internal void Count(long now, Choices choices)
        {
            if (_hasCounted) Number = kind == SourceKind.Aws && now - EndedAt > Hour ? choices.Between(0, 1) : Number + choices.Between(1, 3);
            _hasCounted = true;
        }

        private static LifecycleSource SourceOf(SourceKind kind, string node, long epoch) => new(kind.ToString())
        {
            Node = node,
            Epoch = kind == SourceKind.Epochs ? epoch : 0,
            Numbers = kind == SourceKind.Aws ? ConnectionNumbers.ResetWhenAway : ConnectionNumbers.Growing,
            ReusesKeys = kind is SourceKind.ReusedKeys or SourceKind.ReusedKeysWithConnectTime,
        };
    }

    /// <summary>Turns an array, which a property test can shrink, into decisions.</summary>
    private sealed class Choices(int[] values)
    {
        private int _next;

        public int Between(int from, int to)
        {
            var value = values.Length == 0 ? 0 : values[_next++ % values.Length] + (_next / Math.Max(values.Length, 1));
            return from + (int)((uint)value % (uint)(to - from + 1));
        }

        public bool OneIn(int n) => Between(1, n) == n;
    }
}
