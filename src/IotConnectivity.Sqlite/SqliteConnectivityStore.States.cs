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

    private const int SliceOfItsOwn = 500;

    // INVARIANT: all that is in here is in the journal, and everything in the journal after the watermark that changes a state is in here or in the pass.
    private DirtyStates _dirty = new();
    private readonly List<(long Key, DirtyState State)> _slice = [];
    private Pass? _pass;
    private bool _writesSlice;
    private long _commits;
    private long _commitsWhenMaintained = -1;

    internal int TailToBringUp { get; init; } = DefaultTail;

    // Twice as fast as the journal grows, so that a pass ends long before the next begins.
    private static int SliceBeside(int events) => (2 * events) + 16;

    private void NoteDirty(long key, ThingConnectivity? state)
    {
        _maxRevision = Math.Max(_maxRevision, state?.Revision ?? 0);
        _dirty.Put(key, state is null ? DirtyState.Unchanged : new DirtyState(state));
    }

    private void BeginPass()
    {
        if (_pass is not null) return;
        _pass = new Pass(_dirty, _lastEntry);
        _dirty = new DirtyStates();
    }

    private void WriteSlice(Statements statements, int count)
    {
        var pass = _pass!;
        _slice.Clear();
        var key = pass.States.NextFrom(pass.Position);
        for (; key != long.MaxValue && _slice.Count < count; key = pass.States.NextFrom(key + 1))
        {
            var state = pass.States.Find(key);
            if (_dirty.Find(key) is { IsNone: false } later) state = later.After(state);

            // Written a moment ago, in this transaction, and news of it is not in the journal.
            if (_pending.TryGetValue(key, out var pending) && pending is { IsAhead: true, State: { } ahead }) state = new DirtyState(ahead).After(state);
            WriteState(statements, key, _heads[key], state);
            _slice.Add((key, state));
        }

        pass.NextPosition = key;
        if (key == long.MaxValue) PutMeta(statements, "watermark", pass.Watermark);
    }

    private void TakeOverSlice()
    {
        var pass = _pass!;
        foreach (var (key, state) in _slice)
        {
            if (_dirty.Find(key) == state && !state.IsUnchanged) _dirty.Remove(key);
            pass.States.Remove(key);
        }

        pass.Position = pass.NextPosition;
        if (pass.Position != long.MaxValue) return;
        _watermark = pass.Watermark;
        _pass = null;
    }

    private void WriteStateAhead(Statements statements, long key, Pending pending, bool isAfterDrop)
    {
        if (pending.State is not { } ahead) return;
        var state = new DirtyState(ahead);
        if (!isAfterDrop) state = state.After(_dirty.Find(key)).After(_pass?.States.Find(key) ?? default);
        WriteState(statements, key, pending.Head, state);
    }

    private void WriteState(Statements statements, long key, EntryHead head, DirtyState state)
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
            if (state.Encoded is { } encoded) _writer.WriteBytes(encoded.Events);
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

    /// <summary>Brings up one slice if nothing was written since it was asked the last time.</summary>
    private bool BringUpStates()
    {
        var isIdle = _commits == _commitsWhenMaintained;
        _commitsWhenMaintained = _commits;

        // Beside commits the slices ride along with them; one of its own would keep the next commit waiting.
        if (!isIdle) return false;
        if (_pass is null)
        {
            if (_lastEntry - _watermark < Math.Min(IdleTail, TailToBringUp)) return false;
            BeginPass();
        }

        WriteSliceAlone();
        return _pass is not null;
    }

    private sealed class Pass(DirtyStates states, long watermark)
    {
        internal DirtyStates States { get; } = states;

        /// <summary>Gets the last entry when the pass began: everything up to it is in the states when the pass has ended.</summary>
        internal long Watermark { get; } = watermark;

        /// <summary>Gets or sets the next key; <see cref="long.MaxValue"/> at the end.</summary>
        internal long Position { get; set; }

        internal long NextPosition { get; set; }
    }
}
