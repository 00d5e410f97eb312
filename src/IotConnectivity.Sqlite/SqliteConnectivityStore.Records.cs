using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

public sealed partial class SqliteConnectivityStore
{
    private const int RecordsAtOnce = 64;

    /// <inheritdoc/>
    /// <remarks>Any thread. Reads a few at a time in a transaction of their own; sees what was committed until then.</remarks>
    public IAsyncEnumerable<StoredRecord> ReadRecordsAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _ = Writer;
        return ReadRecords(query, cancellationToken).ToAsyncEnumerable();
    }

    private IEnumerable<StoredRecord> ReadRecords(RecordQuery query, CancellationToken cancellationToken)
    {
        var page = new List<StoredRecord>();
        var after = query.After;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            page.Clear();
            var reader = _readers!.Take();
            try
            {
                reader.Records.Read(query, after, RecordsAtOnce, page);
            }
            catch
            {
                reader.Dispose();
                throw;
            }

            _readers.GiveBack(reader);
            foreach (var record in page) yield return record;
            if (page.Count > 0) after = page[^1].Place;
        }
        while (page.Count == RecordsAtOnce);
    }

    private static void PutRecords(StoreBatch batch, Statements statements)
    {
        foreach (var (collection, key, timeMs, owner, value) in batch.Records)
        {
            statements.PutRecord.Bind(1, collection).Bind(2, timeMs).Bind(3, key).Bind(4, owner).Bind(5, value.Span).Run();
        }

        foreach (var (collection, key) in batch.DeletedRecords) statements.DeleteRecord.Bind(1, collection).Bind(2, key).Run();
    }
}
