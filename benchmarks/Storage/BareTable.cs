using SQLitePCL;

namespace IotConnectivity.Benchmarks.Storage;

/// <summary>The sceptic's store: one table in an SQLite file of the same settings, one prepared insert, nothing else.</summary>
internal sealed class BareTable : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _insert;
    private readonly sqlite3_stmt _commit;
    private readonly byte[] _entry;
    private readonly string _folder = Directory.CreateTempSubdirectory("bare-").FullName;
    private long _id;

    public BareTable(int entryBytes)
    {
        _entry = new byte[entryBytes];
        Random.Shared.NextBytes(_entry);
        Check(raw.sqlite3_open(Path.Combine(_folder, "bare.db"), out _database));
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        Execute("CREATE TABLE journal (id INTEGER PRIMARY KEY, entry BLOB NOT NULL)");
        _begin = Prepare("BEGIN IMMEDIATE");
        _insert = Prepare("INSERT INTO journal (id, entry) VALUES (?1, ?2)");
        _commit = Prepare("COMMIT");
    }

    /// <summary>Appends so many rows in one transaction.</summary>
    public void Append(int rows)
    {
        Run(_begin);
        for (var i = 0; i < rows; i++)
        {
            Random.Shared.NextBytes(_entry.AsSpan(0, 8));
            raw.sqlite3_bind_int64(_insert, 1, ++_id);
            raw.sqlite3_bind_blob(_insert, 2, _entry);
            Run(_insert);
        }

        Run(_commit);
    }

    public void Dispose()
    {
        raw.sqlite3_finalize(_begin);
        raw.sqlite3_finalize(_insert);
        raw.sqlite3_finalize(_commit);
        raw.sqlite3_close_v2(_database);
        Directory.Delete(_folder, recursive: true);
    }

    private static void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW)) throw new InvalidOperationException($"SQLite answers {code}");
    }

    private static void Run(sqlite3_stmt statement)
    {
        Check(raw.sqlite3_step(statement));
        raw.sqlite3_reset(statement);
    }

    private void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_database, sql, out var statement));
        return statement;
    }
}
