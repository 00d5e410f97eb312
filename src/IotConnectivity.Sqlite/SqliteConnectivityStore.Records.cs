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
            ObjectDisposedException.ThrowIf(_isDisposed, this);
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
        string? name = null;
        var number = 0L;
        foreach (var record in batch.Records)
        {
            if (record.Collection != name) (name, number) = (record.Collection, NumberOf(record.Collection, statements));

            // Most are new; of the others most stay where they are.
            if (Bind(statements.AddRecord, number, record).RunAndTell() || Bind(statements.ReplaceRecord, number, record).RunAndTell()) continue;
            Bind(statements.MoveRecord, number, record).Run();
        }

        foreach (var (collection, key) in batch.DeletedRecords) statements.DeleteRecord.Bind(1, collection).Bind(2, key).Run();
    }

    private static Statement Bind(Statement statement, long collection, in StoredRecord record) =>
        statement.Bind(1, collection).Bind(2, record.Key).Bind(3, record.TimeMs).Bind(4, record.Owner).Bind(5, record.Value.Span);

    private static long NumberOf(string collection, Statements statements)
    {
        var find = statements.FindCollection.Bind(1, collection);
        if (!find.Step())
        {
            statements.AddCollection.Bind(1, collection).Run();
            find.Step();
        }

        var number = find.Number(0);
        find.Reset();
        return number;
    }
}
