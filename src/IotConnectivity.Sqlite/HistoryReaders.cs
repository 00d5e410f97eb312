using System.Collections.Concurrent;

namespace IotConnectivity.Sqlite;

/// <summary>Read-only connections that are lent to readers of history and records, so that they neither wait for the writer nor hold it up.</summary>
internal sealed class HistoryReaders(Func<Database> open) : IDisposable
{
    private const int Kept = 4;

    private readonly ConcurrentBag<HistoryReader> _idle = [];
    private volatile bool _isDisposed;

    internal HistoryReader Take() => _idle.TryTake(out var reader) ? reader : new HistoryReader(open());

    internal void GiveBack(HistoryReader reader)
    {
        if (_isDisposed || _idle.Count >= Kept) reader.Dispose();
        else _idle.Add(reader);

        // RACE: disposal may have emptied the bag just before.
        if (_isDisposed) Empty();
    }

    public void Dispose()
    {
        _isDisposed = true;
        Empty();
    }

    private void Empty()
    {
        while (_idle.TryTake(out var reader)) reader.Dispose();
    }
}

/// <summary>One such connection.</summary>
internal sealed class HistoryReader(Database database) : IDisposable
{
    private readonly Statement _begin = database.Prepare("BEGIN");
    private readonly Statement _end = database.Prepare("ROLLBACK");
    private readonly Statement _entry = database.Prepare("SELECT entry FROM journal WHERE id = ?");
    private Statement? _entriesBefore;
    private RecordRows? _records;

    /// <summary>Gets what reads records; many connections never do.</summary>
    internal RecordRows Records => _records ??= new RecordRows(database);

    /// <summary>Gets what reads entries of all things; many connections never do.</summary>
    internal Statement EntriesBefore => _entriesBefore ??= database.Prepare("SELECT id, entry FROM journal WHERE id < ?1 AND id > ?2 ORDER BY id DESC LIMIT ?3");

    internal void Begin() => _begin.Run();

    internal void End() => _end.Run();

    /// <summary>Finds a row; its bytes are gone when the next one is looked for.</summary>
    internal bool TryFind(long id, out ReadOnlySpan<byte> bytes)
    {
        _entry.Reset();
        var found = _entry.Bind(1, id).Step();
        bytes = found ? _entry.Bytes(0) : default;
        return found;
    }

    internal void Reset() => _entry.Reset();

    public void Dispose() => database.Dispose();
}
