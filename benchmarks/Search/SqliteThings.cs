using Microsoft.Data.Sqlite;

namespace IotConnectivity.Benchmarks.Search;

/// <summary>The sceptic's index: one SQLite table in memory with a column and an index for everything that is asked for, and prepared commands.</summary>
internal sealed class SqliteThings : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public SqliteThings(ThingRecord[] things)
    {
        _connection.Open();
        Execute("CREATE TABLE things (name TEXT PRIMARY KEY, batch TEXT, firmware TEXT, serial TEXT, connected INTEGER, timestamp INTEGER, reason TEXT) WITHOUT ROWID");
        Fill(things);
        Execute("CREATE INDEX by_connectivity ON things (connected, timestamp)");
        Execute("CREATE INDEX by_reason ON things (reason)");
        Execute("CREATE INDEX by_batch ON things (batch)");
        Execute("CREATE INDEX by_firmware ON things (firmware)");
        Execute("CREATE INDEX by_serial ON things (serial)");
        Execute("ANALYZE");
    }

    public SqliteCommand Prepare(string text)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        command.Prepare();
        return command;
    }

    /// <summary>Reads all rows of one or two columns.</summary>
    public static int CountRows(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        var rows = 0;
        while (reader.Read())
        {
            for (var column = 0; column < reader.FieldCount; column++) reader.GetString(column);
            rows++;
        }

        return rows;
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private void Fill(ThingRecord[] things)
    {
        Execute("BEGIN");
        using var insert = Prepare("INSERT INTO things VALUES ($1, $2, $3, $4, $5, $6, $7)");
        SqliteParameter[] values = [.. Enumerable.Range(1, 7).Select(i => insert.Parameters.Add($"${i}", SqliteType.Text))];
        foreach (var thing in things)
        {
            object?[] row = [thing.Name, thing.Batch, thing.Firmware, thing.Serial, thing.Connected ? 1 : 0, thing.TimestampMs, thing.Reason];
            for (var i = 0; i < row.Length; i++) values[i].Value = row[i] ?? DBNull.Value;
            insert.ExecuteNonQuery();
        }

        Execute("COMMIT");
    }
}
