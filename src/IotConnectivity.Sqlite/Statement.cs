using System.Text;
using SQLitePCL;

namespace IotConnectivity.Sqlite;

/// <summary>A prepared statement, used again and again. Microsoft.Data.Sqlite's own commands cost more than the insert itself where rows are small.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    internal Statement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    internal Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        // An empty span would be NULL.
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    internal Statement Bind(int index, string? value)
    {
        database.Check(value is null ? raw.sqlite3_bind_null(handle, index) : raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    /// <summary>Runs to the end.</summary>
    internal void Run()
    {
        var code = raw.sqlite3_step(handle);
        if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW)) throw Fail(code);
        raw.sqlite3_reset(handle);
    }

    /// <summary>Runs to the end.</summary>
    /// <returns>Whether a row was written or deleted.</returns>
    internal bool RunAndTell()
    {
        Run();
        return raw.sqlite3_changes(database.Handle) > 0;
    }

    /// <summary>Goes to the next row; resets at the end.</summary>
    internal bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code != raw.SQLITE_DONE) throw Fail(code);
        raw.sqlite3_reset(handle);
        return false;
    }

    internal void Reset() => raw.sqlite3_reset(handle);

    internal bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    internal long Number(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>Gets the bytes of a blob or a text; gone with the next step.</summary>
    internal ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    internal string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => handle.Dispose();

    private Storage.StoreException Fail(int code)
    {
        var fault = database.Fault(code);
        raw.sqlite3_reset(handle);
        return fault;
    }
}
