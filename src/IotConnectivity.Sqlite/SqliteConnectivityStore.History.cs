using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

public sealed partial class SqliteConnectivityStore
{
    // Most readers want the last few, some want all.
    private const int EntriesAtFirst = 8;
    private const int EntriesAtOnce = 64;

    /// <inheritdoc/>
    /// <remarks>Any thread. Follows the chain of the thing's entries, about 2 µs each, a few at a time in a transaction of their own; sees what was committed until then.</remarks>
    public IAsyncEnumerable<JournalEntry> ReadEventsAsync(long thingKey, string thingName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(thingName);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _ = Writer;
        return ReadEvents(thingKey, thingName, cancellationToken).ToAsyncEnumerable();
    }

    private IEnumerable<JournalEntry> ReadEvents(long thingKey, string thingName, CancellationToken cancellationToken)
    {
        var page = new List<JournalEntry>(EntriesAtFirst);
        var last = 0L;
        var (size, next) = (0, EntriesAtFirst);
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            page.Clear();
            (size, next) = (next, Math.Min(2 * next, EntriesAtOnce));
            var reader = _readers!.Take();
            try
            {
                reader.Begin();
                last = ReadPage(reader, thingKey, thingName, last, size, page);
                reader.End();
            }
            catch
            {
                reader.Dispose();
                throw;
            }

            _readers.GiveBack(reader);
            foreach (var entry in page) yield return entry;
        }
        while (page.Count == size);
    }

    /// <summary>Reads the entries below the last one that was read, or from the last of the thing on.</summary>
    /// <returns>The id of the last one read.</returns>
    private long ReadPage(HistoryReader reader, long thingKey, string thingName, long last, int size, List<JournalEntry> page)
    {
        var floor = Volatile.Read(ref _floor);
        var id = last == 0 ? Volatile.Read(ref _heads).LastEntryOf(thingKey) : PreviousOf(reader, thingKey, last);
        while (page.Count < size && id > floor && TryReadRow(reader, id, thingKey, out var row))
        {
            if (!row.TryReadEntry(_sources, thingName, out var entry)) throw StoreFaults.Damaged(_path, $"entry {id} of the journal, of thing `{thingName}`, cannot be read");
            page.Add(entry);
            last = id;
            id = row.Previous;
        }

        reader.Reset();
        return last;
    }

    /// <summary>Finds the entry before one that was read in an earlier transaction; it may have been trimmed since, then the way leads from the last entry down.</summary>
    private long PreviousOf(HistoryReader reader, long thingKey, long last)
    {
        if (TryReadRow(reader, last, thingKey, out var row)) return row.Previous;
        var id = Volatile.Read(ref _heads).LastEntryOf(thingKey);
        while (id >= last) id = TryReadRow(reader, id, thingKey, out row) ? row.Previous : 0;
        return id;
    }

    // A row that is missing was dropped with its thing or with all connectivity: there is nothing more to read.
    private bool TryReadRow(HistoryReader reader, long id, long thingKey, out JournalRow row)
    {
        row = default;
        if (id == 0 || !reader.TryFind(id, out var bytes)) return false;
        if (!JournalRow.TryRead(id, bytes, out row)) throw StoreFaults.Damaged(_path, $"entry {id} of the journal cannot be read");
        if (row.ThingKey != thingKey) throw StoreFaults.Damaged(_path, $"entry {id} of the journal is of thing {row.ThingKey}, expected {thingKey}");
        return true;
    }
}
