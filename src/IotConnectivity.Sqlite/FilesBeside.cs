namespace IotConnectivity.Sqlite;

/// <summary>Looks at the database and what lies beside it before SQLite does.</summary>
/// <remarks>SQLite begins a new database where one was lost.</remarks>
internal static class FilesBeside
{
    /// <summary>Refuses what SQLite would take wrongly.</summary>
    /// <param name="path">The database file, links followed.</param>
    /// <param name="held">Its lock.</param>
    /// <exception cref="Storage.StoreException">The database is missing where there was one.</exception>
    internal static void Check(string path, StoreLock held)
    {
        var log = path + "-wal";
        if (IsEmpty(path))
        {
            if (!IsEmpty(log)) throw StoreFaults.Damaged(path, $"it is missing or empty, while `{log}` holds data that belongs to it");
            if (held.TellsOfDatabase) throw StoreFaults.Damaged(path, $"it is missing or empty, while `{held.Path}` tells that there was one (delete that file to begin with nothing)");
        }
    }

    private static bool IsEmpty(string path) => new FileInfo(path) is not { Exists: true, Length: > 0 };
}
