using System.Runtime.CompilerServices;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

// The packed form, about 150 bytes with everything that a connection usually has, and the few ways to make the next snapshot out of one.
public sealed partial class ThingConnectivity
{
    /// <summary>Stands for "not known" in times and numbers.</summary>
    internal const long None = long.MinValue;

    private LifecycleSource? _source;
    private ConnectionKey _key;
    private long _number = None;
    private long _connectedAtMs = None;
    private long _endedAtMs = None;
    private long _endBasisMs = None;
    private PeerAddress _sourceIp;
    private ConnectionTarget? _target;
    private string? _rawReason;
    private ConnectivityBacklog? _backlog;
    private long _revision;
    private int _keepAlive;
    private uint _sessionExpiry;
    private ushort _sourcePort;
    private byte _endReason;
    private byte _endQuality;
    private Known _known;

    private ThingConnectivity()
    {
    }

    [Flags]
    private enum Known : byte
    {
        Nothing = 0,
        KeepAlive = 1,
        CleanSession = 2,
        CleanSessionIsTrue = 4,
        SessionExpiry = 8,
        SourcePort = 16,
        Session = 32,
        PlacedEnd = 64,

        // The one thing that most readers ask, in the one byte that they read.
        Connected = 128,
    }

    // One byte each: a fleet has ten million of these.
    private DisconnectReason EndReason
    {
        get => (DisconnectReason)_endReason;
        set => _endReason = (byte)value;
    }

    private ReasonQuality EndQuality
    {
        get => (ReasonQuality)_endQuality;
        set => _endQuality = (byte)value;
    }

    /// <summary>Gets what else the order rule must remember; nearly always <see langword="null"/>.</summary>
    internal ConnectivityBacklog? Backlog => _backlog;

    internal bool IsKnown => _source is not null;

    /// <summary>Gets a value indicating whether the connect was heard of, and not only the present end that tells when it was.</summary>
    internal bool HasSession => Has(Known.Session);

    /// <summary>Gets a value indicating whether nothing is known of the session but when it began.</summary>
    internal bool IsBare =>
        (_known & (Known.KeepAlive | Known.CleanSession | Known.SessionExpiry | Known.SourcePort)) == Known.Nothing && _sourceIp.IsNone && _target is null;

    internal long ConnectedAtMs => _connectedAtMs;

    internal long EndedAtMs => _endedAtMs;

    internal bool HasEnded => _endedAtMs != None;

    /// <summary>Gets the last activity that an inferred end is based on.</summary>
    internal long EndBasisMs => _endBasisMs;

    internal bool HasInferredEnd => _endedAtMs != None && EndQuality == ReasonQuality.Inferred;

    internal long NumberOrNone => _number;

    /// <summary>Gets where this connection stands among those of other sources: by its connect or, as long as that is unknown, by its end.</summary>
    internal long PlaceMs => _connectedAtMs != None ? _connectedAtMs : End.PlaceMs;

    internal ConnectionEnd End => new(_key, _endedAtMs, _endBasisMs, EndReason, EndQuality, _rawReason, Has(Known.PlacedEnd));

    /// <summary>The state of a connection of which this event is the first that is heard.</summary>
    internal static ThingConnectivity Begin(in LifecycleEvent first)
    {
        var next = new ThingConnectivity { _source = first.Source, _key = first.Connection, _number = first.Number ?? None };
        if (first.Kind == LifecycleEventKind.Connected)
        {
            next.TakeSession(first);
        }
        else
        {
            next._connectedAtMs = first.ConnectedAtMs ?? None;
            next.TakeEnd(ConnectionEnd.Of(first));
        }

        return next;
    }

    /// <summary>Makes the fewest events that end in this state: applied to an empty record in any order, and any number of times, they give it again.</summary>
    /// <param name="thingName">The name of the thing, which the events are given as client id.</param>
    /// <returns>The events; none for a thing that was never seen.</returns>
    /// <remarks>What a store keeps of a thing. <see cref="Revision"/> is not among it, nor is the client's last activity.</remarks>
    public IReadOnlyList<LifecycleEvent> ToEvents(string thingName)
    {
        ArgumentNullException.ThrowIfNull(thingName);
        var events = new List<LifecycleEvent>(2);
        AddEvents(thingName, events);
        return events;
    }

    private void AddEvents(string thingName, List<LifecycleEvent> events)
    {
        if (!IsKnown) return;
        if (HasSession) events.Add(ToConnect(thingName));
        if (HasEnded) events.Add(ToEvent(thingName, End, Has(Known.PlacedEnd) ? _connectedAtMs : null));
        foreach (var end in _backlog?.Ends ?? []) events.Add(ToEvent(thingName, end, null));
        foreach (var line in _backlog?.Others ?? []) line.AddEvents(thingName, events);
    }

    private LifecycleEvent ToConnect(string thingName) => new()
    {
        Kind = LifecycleEventKind.Connected,
        ClientId = thingName,
        Source = _source!,
        TimestampMs = _connectedAtMs,
        Connection = _key,
        Number = Number,
        KeepAliveSeconds = KeepAliveSeconds,
        CleanSession = CleanSession,
        SessionExpirySeconds = SessionExpirySeconds,
        SourceIp = _sourceIp,
        SourcePort = SourcePort,
        TargetIp = TargetIp,
        TargetPort = TargetPort,
        VpcEndpointId = VpcEndpointId,
    };

    private LifecycleEvent ToEvent(string thingName, in ConnectionEnd end, long? connectedAtMs) => new()
    {
        Kind = LifecycleEventKind.Disconnected,
        ClientId = thingName,
        Source = _source!,
        TimestampMs = end.EndedAtMs,
        Connection = end.Key,
        Number = Number,
        ConnectedAtMs = connectedAtMs,
        Reason = end.Reason,
        ReasonQuality = end.Quality,
        RawReason = end.RawReason,
        LastActivityMs = end.IsInferred ? end.BasisMs : null,
    };

    internal static bool TellsOnlyTime(in LifecycleEvent connect) =>
        connect is { KeepAliveSeconds: null, CleanSession: null, SessionExpirySeconds: null, SourcePort: null, SourceIp.IsNone: true }
            and { TargetPort: null, TargetIp.IsNone: true, VpcEndpointId: null };

    internal ThingConnectivity WithSession(in LifecycleEvent connect)
    {
        var next = Copy();
        next.TakeSession(connect);
        return next;
    }

    /// <summary>Puts an end in the place of the present one. One that told when its connection began leaves as much as a connect does that tells nothing else.</summary>
    internal ThingConnectivity WithEnd(in ConnectionEnd end)
    {
        var next = Copy();
        next.TakeEnd(end);
        if (!end.IsPlaced && _connectedAtMs != None) next._known |= Known.Session;
        return next;
    }

    /// <summary>Takes in an end that tells when its connection began, where only another end of it is known. The same as <see cref="WithEnd"/> in the other order.</summary>
    internal ThingConnectivity WithBeginning(long connectedAtMs, in ConnectionEnd end)
    {
        var next = Copy();
        next._connectedAtMs = connectedAtMs;
        if (end.CountsBefore(End)) next.TakeEnd(end);
        else next._known |= Known.Session;
        return next;
    }

    /// <summary>Takes back an end. What it told of the beginning stays, as with <see cref="WithEnd"/>.</summary>
    internal ThingConnectivity WithoutEnd()
    {
        var next = Copy();
        next._endedAtMs = None;
        next._endBasisMs = None;
        next.EndReason = DisconnectReason.Unknown;
        next.EndQuality = ReasonQuality.Absent;
        next._rawReason = null;
        next._known = (next._known & ~Known.PlacedEnd) | Known.Connected | Known.Session;
        return next;
    }

    internal ThingConnectivity WithBacklog(ConnectivityBacklog? backlog)
    {
        if (ReferenceEquals(backlog, _backlog)) return this;
        var next = Copy();
        next._backlog = backlog;
        return next;
    }

    /// <summary>Reads something from both ends and the middle of the object, so that its memory is at hand when it is judged. Not inlined, or nothing would be read.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool Touch() => _source is null | _revision == 0 | _sourceIp.IsNone;

    /// <summary>Forgets everything but the count of changes.</summary>
    internal ThingConnectivity Cleared() => new() { _revision = _revision + 1 };

    /// <summary>Numbers a snapshot that was made from <paramref name="before"/> and that nobody else has seen yet.</summary>
    internal ThingConnectivity Follows(ThingConnectivity before)
    {
        _revision = before._revision + 1;
        return this;
    }

    /// <summary>Numbers a snapshot that nobody else has seen yet so that it does not come before <paramref name="revision"/>.</summary>
    internal ThingConnectivity WithRevision(long revision)
    {
        if (_revision >= revision) return this;
        if (!IsKnown) return new ThingConnectivity { _revision = revision };
        _revision = revision;
        return this;
    }

    /// <summary>Copies, for the cases in which a snapshot that is already published becomes the visible one again.</summary>
    internal ThingConnectivity Copy() => (ThingConnectivity)MemberwiseClone();

    private void TakeSession(in LifecycleEvent connect)
    {
        // The instance of the connect: it may be of another epoch's source object than the one an earlier event carried.
        _source = connect.Source;
        _connectedAtMs = connect.TimestampMs;
        _sourceIp = connect.SourceIp;
        _known = (_known & Known.PlacedEnd) | Known.Session | (HasEnded ? Known.Nothing : Known.Connected);
        _keepAlive = connect.KeepAliveSeconds ?? 0;
        _sessionExpiry = connect.SessionExpirySeconds ?? 0;
        _sourcePort = (ushort)(connect.SourcePort ?? 0);
        if (connect.KeepAliveSeconds is not null) _known |= Known.KeepAlive;
        if (connect.CleanSession is { } clean) _known |= clean ? Known.CleanSession | Known.CleanSessionIsTrue : Known.CleanSession;
        if (connect.SessionExpirySeconds is not null) _known |= Known.SessionExpiry;
        if (connect.SourcePort is not null) _known |= Known.SourcePort;
        _target = ConnectionTarget.Of(connect);
    }

    private void TakeEnd(in ConnectionEnd end)
    {
        _endedAtMs = end.EndedAtMs;
        _endBasisMs = end.BasisMs;
        EndReason = end.Reason;
        EndQuality = end.Quality;
        _rawReason = end.RawReason;
        _known = (_known & ~(Known.PlacedEnd | Known.Connected)) | (end.IsPlaced ? Known.PlacedEnd : Known.Nothing);
    }
}
