using IotConnectivity.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IotConnectivity.Sqlite;

/// <summary>Says of each failure what happened to which file and what to do.</summary>
internal static class StoreFaults
{
    // The shared memory beside the file cannot grow.
    private const int SharedMemorySize = raw.SQLITE_IOERR | (19 << 8);

    private const int OutOfSpace = 28;
    private const int OutOfQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    internal static StoreException Of(SqliteException exception, string path) =>
        Of(exception.SqliteExtendedErrorCode, exception.Message, path, exception);

    /// <summary>Translates a result code of SQLite.</summary>
    /// <param name="code">The extended code.</param>
    /// <param name="words">SQLite's own words.</param>
    /// <param name="path">The database file.</param>
    /// <param name="inner">The exception that told of it.</param>
    internal static StoreException Of(int code, string words, string path, Exception? inner = null) => (code & 0xFF) switch
    {
        raw.SQLITE_FULL => Full(path, inner),
        raw.SQLITE_IOERR when code == SharedMemorySize => Full(path, inner),
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => ReadOnly(path, words, inner),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StoreException(
            StoreFault.Locked,
            $"another program has locked the database `{path}`; close it there, for example an SQLite shell with an open transaction, and writing goes on",
            inner),
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT => Damaged(path, words, inner),
        _ => new StoreException(StoreFault.Other, $"SQLite failed with code {code} ({words}) on the database `{path}`; look at the disk and at the system's log", inner),
    };

    internal static StoreException Damaged(string path, string what, Exception? inner = null) => new(
        StoreFault.Damaged,
        $"the database `{path}` is damaged: {what}; nothing was changed. Keep the file, and put a backup in its place together with no `-wal` and no `-shm` file, or name another path",
        inner);

    internal static StoreException LogOfAnother(string path, string log) => new(
        StoreFault.Damaged,
        $"the database `{path}` was put in the place of another one, whose log `{log}` still lies beside it; nothing was changed. Move the files `{path}-*` away to use this database, or put back the one that they belong to");

    internal static StoreException NotOurs(string path, string what) => new(
        StoreFault.Damaged,
        $"the file `{path}` is not a database of this library: {what}; nothing was changed. Name another path, or move the file away");

    internal static StoreException Newer(string path, long found, int known) => new(
        StoreFault.Newer,
        $"the database `{path}` has version {found}, a newer version of this library has written it, expected at most {known}; nothing was changed. Use that newer version, or a backup from before");

    internal static StoreException Full(string path, Exception? inner) => new(
        StoreFault.Full,
        $"no space is left for the database `{path}`; nothing is lost. Make room on that disk and writing goes on, without a restart",
        inner);

    internal static StoreException ReadOnly(string path, string words, Exception? inner) => new(
        StoreFault.ReadOnly,
        $"the database `{path}` cannot be written or made ({words}); allow this process to write the folder `{System.IO.Path.GetDirectoryName(path)}` and the files in it, or name another path",
        inner);

    internal static StoreException InUse(string path, string? processId, Exception inner) => new(
        StoreFault.Locked,
        $"the database `{path}` is in use by {(processId is null ? "another process" : $"process {processId}")}; one process can have it. Stop that one, or name another path",
        inner);

    internal static bool IsFull(IOException exception) => exception.HResult is OutOfSpace or OutOfQuota or WindowsDiskFull;
}
