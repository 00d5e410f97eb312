using System.Runtime.InteropServices;
using IotConnectivity.Indexing;
using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

// States are brought up behind the journal: in a pass over the things that have changed since the last one, in the order of their keys, a slice at a time.
public sealed partial class SqliteConnectivityStore
{
    /// <summary>So many entries are read at start-up in about two seconds; when there are more, a pass begins.</summary>
    internal const int DefaultTail = 1_000_000;

    // Fewer are not worth a pass while the store is idle.
    private const int IdleTail = 10_000;

    private const int SliceOfItsOwn = 2_000;

    // INVARIANT: all that is in here is in the journal, and everything in the journal after the watermark that changes a state is in here or in the pass.
    private Dictionary<long, DirtyState> _dirty = [];
    private readonly List<(long Key, ThingConnectivity? Snapshot)> _slice = [];
    private Pass? _pass;
    private bool _writesSlice;
    private long _commits;
    private long _commitsWhenMaintained = -1;

    internal int TailToBringUp { get; init; } = DefaultTail;

    // Twice as fast as the journal grows, so that a pass ends long before the next begins.
    private static int SliceBeside(int events) => (2 * events) + 16;

    private void NoteDirty(long key, ThingConnectivity? state)
    {
        ref var dirty = ref CollectionsMarshal.GetValueRefOrAddDefault(_dirty, key, out _);
        if (state is null) return;
        _maxRevision = Math.Max(_maxRevision, state.Revision);
        dirty = dirty.Or(new DirtyState(state));
    }

    private void BeginPass()
    {
        if (_pass is not null) return;
        var keys = _dirty.Keys.ToArray();
        Array.Sort(keys);
        _pass = new Pass(_dirty, keys, _lastEntry);
        _dirty = [];
    }

    private void WriteSlice(Statements statements, int count)
    {
        var pass = _pass!;
        _slice.Clear();
        var end = Math.Min(pass.Keys.Length, pass.Position + count);
        for (var i = pass.Position; i < end; i++)
        {
            var key = pass.Keys[i];
            if (!pass.States.TryGetValue(key, out var state)) continue;
            if (_dirty.TryGetValue(key, out var later)) state = state.Or(later);
            WriteState(statements, key, _heads[key], state);
            _slice.Add((key, state.Snapshot));
        }

        pass.NextPosition = end;
        if (end == pass.Keys.Length) PutMeta(statements, "watermark", pass.Watermark);
    }

    private void TakeOverSlice()
    {
        var pass = _pass!;
        foreach (var (key, snapshot) in _slice)
        {
            if (snapshot is not null && _dirty.TryGetValue(key, out var dirty) && ReferenceEquals(dirty.Snapshot, snapshot)) _dirty.Remove(key);
            pass.States.Remove(key);
        }

        pass.Position = pass.NextPosition;
        if (pass.Position < pass.Keys.Length) return;
        _watermark = pass.Watermark;
        _pass = null;
    }

    private void WriteStateAhead(Statements statements, long key, Pending pending, bool isAfterDrop)
    {
        if (pending.State is not { } ahead) return;
        var state = new DirtyState(ahead);
        if (!isAfterDrop)
        {
            if (_dirty.TryGetValue(key, out var known)) state = known.Or(state);
            if (_pass is { } pass && pass.States.TryGetValue(key, out known)) state = known.Or(state);
        }

        WriteState(statements, key, pending.Head, state);
    }

    private void WriteState(Statements statements, long key, EntryHead head, in DirtyState state)
    {
        _writer.Clear();
        _writer.WriteNumber((ulong)head.Entry);
        _writer.WriteNumber(head.Sequence);
        if (state.IsUnchanged)
        {
            CopyStoredState(statements, key);
        }
        else
        {
            _writer.WriteNumber((ulong)state.Revision);
            if (state.Encoded is { } encoded) _writer.WriteBytes(encoded);
            else _writer.WriteEvents(state.Snapshot!.ToEvents(string.Empty));
        }

        statements.PutState.Bind(1, key).Bind(2, _writer.Written).Run();
    }

    private void CopyStoredState(Statements statements, long key)
    {
        var read = statements.ReadState.Bind(1, key);
        if (read.Step())
        {
            var reader = new EventReader(read.Bytes(0), _sources, string.Empty);
            if (!reader.TryReadNumber(out _) || !reader.TryReadNumber(out _)) throw StoreFaults.Damaged(_path, $"the state of thing {key} cannot be read");
            _writer.WriteBytes(reader.Rest);
        }
        else
        {
            _writer.WriteNumber(0);
            _writer.WriteEvents([]);
        }

        read.Reset();
    }

    /// <summary>Writes a slice in a transaction of its own.</summary>
    private void WriteSliceAlone()
    {
        var statements = BeginWriting();
        try
        {
            WriteSlice(statements, SliceOfItsOwn);
            WriteSources(statements);
            statements.Commit.Run();
        }
        catch
        {
            Writer.RollBack();
            throw;
        }

        TakeOverSlice();
        _sourcesWritten = _sources.Count;
        _checkpointer!.Note(Writer);
    }

    private void WriteAllStates()
    {
        // The pass that is under way, and one for what has come since it began.
        for (var passes = 0; passes < 2 && _lastEntry > _watermark; passes++)
        {
            BeginPass();
            while (_pass is not null) WriteSliceAlone();
        }
    }

    /// <summary>Brings up one slice if the tail is long, or if nothing was written since it was asked the last time.</summary>
    private bool BringUpStates()
    {
        var isIdle = _commits == _commitsWhenMaintained;
        _commitsWhenMaintained = _commits;
        if (_pass is null)
        {
            if (!isIdle || _lastEntry - _watermark < Math.Min(IdleTail, TailToBringUp)) return false;
            BeginPass();
        }

        WriteSliceAlone();
        return _pass is not null;
    }

    /// <summary>The latest state of a thing in the journal: a snapshot, or what opening made of the journal, or the one that is stored, with more entries behind it.</summary>
    private readonly struct DirtyState
    {
        internal readonly ThingConnectivity? Snapshot;
        internal readonly byte[]? Encoded;
        internal readonly long Revision;

        internal bool IsUnchanged => Snapshot is null && Encoded is null;

        internal DirtyState(ThingConnectivity snapshot)
        {
            Snapshot = snapshot;
            Revision = snapshot.Revision;
        }

        internal DirtyState(byte[] encoded, long revision)
        {
            Encoded = encoded;
            Revision = revision;
        }

        /// <summary>Gets the later of two. A snapshot of this process was made on top of what opening read, whatever its revision.</summary>
        internal DirtyState Or(in DirtyState other)
        {
            if (other.Snapshot is null) return IsUnchanged ? other : this;
            return Snapshot is null || other.Revision >= Revision ? other : this;
        }
    }

    private sealed class Pass(Dictionary<long, DirtyState> states, long[] keys, long watermark)
    {
        internal Dictionary<long, DirtyState> States { get; } = states;

        internal long[] Keys { get; } = keys;

        /// <summary>Gets the last entry when the pass began: everything up to it is in the states when the pass has ended.</summary>
        internal long Watermark { get; } = watermark;

        internal int Position { get; set; }

        internal int NextPosition { get; set; }
    }
}
