using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using IotConnectivity.Indexing;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

public sealed partial class SqliteConnectivityStore
{
    // What the batch that is being written adds, for each thing that it speaks of; taken over when the batch is committed.
    private readonly Dictionary<long, Pending> _pending = [];

    /// <inheritdoc/>
    public ValueTask CommitAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        var statements = BeginWriting();
        try
        {
            Write(batch, statements);
            statements.Commit.Run();
        }
        catch
        {
            _pending.Clear();
            Writer.RollBack();
            throw;
        }

        TakeOver(batch);
        _checkpointer!.Note(Writer);
        return ValueTask.CompletedTask;
    }

    private Statements BeginWriting()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _ = Writer;
        if (!_isLoaded) throw new InvalidOperationException($"the store `{_path}` was not read, expected {nameof(LoadThingsAsync)} to be enumerated before anything is written");
        _statements!.Begin.Run();
        return _statements;
    }

    private void Write(StoreBatch batch, Statements statements)
    {
        if (batch.DropsConnectivity) DropConnectivity(statements);
        foreach (var thing in batch.Things)
        {
            RefuseUnknownKey(batch, thing.Key);
            PutThing(statements.PutThing, thing);
        }

        AppendEvents(batch, statements);
        foreach (var (key, lastActivityMs) in batch.Activities) statements.PutActivity.Bind(1, key).Bind(2, lastActivityMs).Run();
        foreach (var (name, value) in batch.Settings) statements.PutSetting.Bind(1, name).Bind(2, value.Span).Run();
        foreach (var name in batch.DeletedSettings) statements.DeleteSetting.Bind(1, name).Run();
        foreach (var key in batch.DeletedThings)
        {
            statements.DeleteThing.Bind(1, key).Run();
            statements.DeleteState.Bind(1, key).Run();
            statements.DeleteActivity.Bind(1, key).Run();
        }

        PutRecords(batch, statements);

        // After a drop or a deletion the states that are still to be written are not what they were.
        _writesSlice = !batch.DropsConnectivity && batch.DeletedThings.Count == 0 && _pass is not null;
        if (_writesSlice) WriteSlice(statements, SliceBeside(batch.Events.Length));
        WriteSources(statements);
        var nextKey = NextKeyAfter(batch);
        if (nextKey != _nextKeyWritten) PutMeta(statements, "next_key", nextKey);
    }

    // Keys that were set aside and never used are given again by the next process: small keys are short, and what is kept by key lies close together.
    private long NextKeyAfter(StoreBatch batch)
    {
        var next = _nextKeyWritten;
        for (var i = 0; i < batch.Things.Count; i++) next = Math.Max(next, batch.Things[i].Key + 1);
        return next;
    }

    private void AppendEvents(StoreBatch batch, Statements statements)
    {
        var id = _lastEntry;
        foreach (ref readonly var entry in batch.Events.Span)
        {
            RefuseUnknownKey(batch, entry.ThingKey);
            RefuseMissingState(batch, entry);
            id++;
            ref var pending = ref CollectionsMarshal.GetValueRefOrAddDefault(_pending, entry.ThingKey, out var isKnown);
            if (!isKnown && !batch.DropsConnectivity) pending.Head = _heads[entry.ThingKey];
            var previous = pending.Head.Entry;
            pending.Head.Entry = id;
            pending.Head.Sequence++;
            if (entry.State is { } state && (pending.State is null || state.Revision > pending.State.Revision)) pending.State = state;
            pending.IsAhead |= entry.StateIsAhead;

            _writer.Clear();
            JournalRow.WriteStart(_writer, id, previous, pending.Head.Sequence, entry.ThingKey);
            _writer.WriteEntry(entry);
            statements.AddEntry.Bind(1, id).Bind(2, _writer.Written).Run();
        }

        foreach (var (key, pending) in _pending)
        {
            if (pending.IsAhead) WriteStateAhead(statements, key, pending, batch.DropsConnectivity);
        }
    }

    private void RefuseUnknownKey(StoreBatch batch, long key)
    {
        if (key <= 0 || key >= _nextKey) throw new ArgumentException($"a batch has thing key {key}, expected one of {nameof(ReserveThingKeysAsync)}", nameof(batch));
    }

    private static void RefuseMissingState(StoreBatch batch, in JournalEntry entry)
    {
        if (entry.State is null && entry.Rule.IsPartOfState()) throw new ArgumentException($"an event of thing key {entry.ThingKey} comes without the state after it", nameof(batch));
    }

    private void DropConnectivity(Statements statements)
    {
        Writer.Execute("DELETE FROM state; DELETE FROM activity");
        PutMeta(statements, "floor", _lastEntry);
        PutMeta(statements, "watermark", _lastEntry);

        // Dropping counts as one more change of each thing.
        PutMeta(statements, "revision", _maxRevision + 1);
    }

    private void WriteSources(Statements statements)
    {
        for (var number = _sourcesWritten; number < _sources.Count; number++)
        {
            var source = _sources[number];
            statements.PutSource.Bind(1, number).Bind(2, source.Name).Bind(3, source.Node).Bind(4, (int)source.Numbers)
                .Bind(5, source.ReusesKeys ? 1 : 0).Bind(6, source.ReportsActivity ? 1 : 0).Run();
        }
    }

    private static void PutMeta(Statements statements, string name, long value) => statements.PutMeta.Bind(1, name).Bind(2, value).Run();

    private static void PutThing(Statement put, StoredThing thing)
    {
        Span<byte> id = stackalloc byte[16];
        thing.Id.TryWriteBytes(id, bigEndian: true, out _);
        put.Bind(1, thing.Key).Bind(2, thing.Name).Bind(3, id).Bind(4, thing.TypeName).Bind(5, ToJson(thing.Attributes)).Bind(6, thing.Version);
        BindGroups(put, thing.Groups);
        put.Run();
    }

    private static void BindGroups(Statement put, IReadOnlyList<Guid> groups)
    {
        if (groups.Count == 0)
        {
            put.Bind(7, (string?)null);
            return;
        }

        var ids = new byte[16 * groups.Count];
        for (var i = 0; i < groups.Count; i++) groups[i].TryWriteBytes(ids.AsSpan(16 * i), bigEndian: true, out _);
        put.Bind(7, ids);
    }

    private static string? ToJson(ThingAttributes attributes)
    {
        if (attributes.Count == 0) return null;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in attributes) json.WriteString(name, value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // INVARIANT: nothing here can fail, since the batch is committed.
    private void TakeOver(StoreBatch batch)
    {
        if (batch.DropsConnectivity)
        {
            _floor = _watermark = _lastEntry;
            _baseRevision = ++_maxRevision;
            _heads = new EntryHeads();
            _dirty = new DirtyStates();
            _pass = null;
            _trimmer.FloorChanged();
        }

        if (_writesSlice) TakeOverSlice();
        foreach (var (key, pending) in _pending)
        {
            _heads[key] = pending.Head;
            NoteDirty(key, pending.State);
        }

        _pending.Clear();
        foreach (var key in batch.DeletedThings)
        {
            _heads[key] = default;
            _dirty.Remove(key);
            _pass?.States.Remove(key);
        }

        Volatile.Write(ref _lastEntry, _lastEntry + batch.Events.Length);
        _sourcesWritten = _sources.Count;
        _nextKeyWritten = NextKeyAfter(batch);
        _commits++;
        if (_lastEntry - _watermark >= TailToBringUp) BeginPass();
    }

    private struct Pending
    {
        internal EntryHead Head;
        internal ThingConnectivity? State;
        internal bool IsAhead;
    }
}
