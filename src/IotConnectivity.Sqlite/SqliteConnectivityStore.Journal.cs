using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

// The journal as a whole, in the order of its ids.
public sealed partial class SqliteConnectivityStore
{
    private const int JournalEntriesAtOnce = 256;

    /// <inheritdoc/>
    public long JournalPosition => Volatile.Read(ref _lastEntry);

    /// <inheritdoc/>
    /// <remarks>Any thread. About 1 µs an entry, some hundred at a time in one statement.</remarks>
    public IAsyncEnumerable<JournalEntry> ReadJournalAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _ = Writer;
        return ReadJournal(cancellationToken).ToAsyncEnumerable();
    }

    private IEnumerable<JournalEntry> ReadJournal(CancellationToken cancellationToken)
    {
        var page = new List<JournalEntry>(JournalEntriesAtOnce);
        var before = JournalPosition + 1;
        int met;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            page.Clear();
            var reader = _readers!.Take();
            try
            {
                (met, before) = ReadEntriesBefore(reader.EntriesBefore, before, page);
            }
            catch
            {
                reader.Dispose();
                throw;
            }

            _readers.GiveBack(reader);
            foreach (var entry in page) yield return entry;
        }
        while (met == JournalEntriesAtOnce);
    }

    private (int Met, long Last) ReadEntriesBefore(Statement rows, long before, List<JournalEntry> page)
    {
        var (met, last) = (0, before);
        var heads = Volatile.Read(ref _heads);
        rows.Bind(1, before).Bind(2, Volatile.Read(ref _floor)).Bind(3, JournalEntriesAtOnce);
        try
        {
            while (rows.Step())
            {
                met++;
                last = rows.Number(0);
                if (!JournalRow.TryRead(last, rows.Bytes(1), out var row)) throw StoreFaults.Damaged(_path, $"entry {last} of the journal cannot be read");

                // Of a deleted thing, and not tidied up yet.
                if (heads.LastEntryOf(row.ThingKey) == 0) continue;
                if (!row.TryReadEntry(_sources, string.Empty, out var entry)) throw StoreFaults.Damaged(_path, $"entry {last} of the journal cannot be read");
                page.Add(entry);
            }
        }
        finally
        {
            rows.Reset();
        }

        return (met, last);
    }
}
