using IotConnectivity.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IotConnectivity.Sqlite;

/// <summary>One connection to the file. Used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];
    private readonly string _path;

    private Database(SqliteConnection connection, string path)
    {
        _connection = connection;
        _handle = connection.Handle!;
        _path = path;
    }

    internal sqlite3 Handle => _handle;

    private bool IsInTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    internal static Database Open(string path, SqliteOpenMode mode, TimeSpan busyTimeout)
    {
        // RESOURCE: without pooling, so that closing closes the file.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var database = new Database(connection, path);
            database.Check(raw.sqlite3_extended_result_codes(database._handle, 1));
            database.Check(raw.sqlite3_busy_timeout(database._handle, (int)busyTimeout.TotalMilliseconds));
            return database;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw StoreFaults.Of(exception, path);
        }
    }

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    internal Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs one or several statements.</summary>
    internal void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Makes the file one with a write-ahead log. SQLite says nothing where the file system cannot do that.</summary>
    internal void TurnOnWriteAheadLog()
    {
        Check(raw.sqlite3_prepare_v2(_handle, "PRAGMA journal_mode = WAL", out var handle));
        using var statement = new Statement(this, handle);
        var mode = statement.Step() ? statement.Text(0) : string.Empty;
        if (mode == "wal") return;
        throw new StoreException(StoreFault.Other, $"the disk of the database `{_path}` cannot have a write-ahead log (SQLite stays with `{mode}`); name a path on a local disk");
    }

    /// <summary>Ends with a file that has no write-ahead log, see <see cref="FilesBeside"/>. While somebody else reads the file the log stays, which is as durable.</summary>
    internal void TryTurnOffWriteAheadLog() => _ = raw.sqlite3_exec(_handle, "PRAGMA journal_mode = DELETE");

    /// <summary>Reads the first column of the first row.</summary>
    internal long ReadNumber(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.Number(0) : 0;
    }

    /// <summary>Says whether closing leaves the write-ahead log as it is. Otherwise the last connection moves it into the database and deletes it.</summary>
    internal void KeepLogOnClose(bool keeps) => Check(raw.sqlite3_db_config(_handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keeps ? 1 : 0, out _));

    /// <summary>Undoes what was written since the transaction began; does nothing outside of one.</summary>
    internal void RollBack()
    {
        // SQLite rolls back by itself after some errors. What else goes wrong here leaves nothing behind either.
        if (IsInTransaction) _ = raw.sqlite3_exec(_handle, "ROLLBACK");
    }

    internal void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Fault(code);
    }

    internal StoreException Fault(int code) => StoreFaults.Of(code, raw.sqlite3_errmsg(_handle).utf8_to_string(), _path);

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _connection.Dispose();
    }
}
