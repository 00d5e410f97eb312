namespace IotConnectivity.Sqlite;

/// <summary>Looks at the database and what lies beside it before SQLite does.</summary>
/// <remarks>
/// SQLite begins a new database where one was lost, and applies a log to whatever file stands before it, also to a backup that was copied there: nothing in a log says which database it
/// belongs to. But only a database in use has one: the store gives it up at an orderly end and backups have none, and the header of the file tells so.
/// </remarks>
internal static class FilesBeside
{
    // "File format read version" in the header: 1 without a write-ahead log, 2 with one.
    private const int LogMark = 19;
    private const byte HasNoLog = 1;

    /// <summary>Refuses what SQLite would take wrongly.</summary>
    /// <param name="path">The database file, links followed.</param>
    /// <param name="held">Its lock.</param>
    /// <exception cref="Storage.StoreException">The database is missing where there was one, or the log is of another.</exception>
    internal static void Check(string path, StoreLock held)
    {
        var log = path + "-wal";
        if (IsEmpty(path))
        {
            if (!IsEmpty(log)) throw StoreFaults.Damaged(path, $"it is missing or empty, while `{log}` holds data that belongs to it");
            if (held.TellsOfDatabase) throw StoreFaults.Damaged(path, $"it is missing or empty, while `{held.Path}` tells that there was one (delete that file to begin with nothing)");
        }
        else if (!IsEmpty(log) && IsAtRest(path))
        {
            throw StoreFaults.LogOfAnother(path, log);
        }
    }

    private static bool IsEmpty(string path) => new FileInfo(path) is not { Exists: true, Length: > 0 };

    private static bool IsAtRest(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            file.Position = LogMark;
            return file.ReadByte() == HasNoLog;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // SQLite cannot read it either, and says why.
            return false;
        }
    }
}
