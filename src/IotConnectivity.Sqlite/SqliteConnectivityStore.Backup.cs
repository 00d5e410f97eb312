using IotConnectivity.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IotConnectivity.Sqlite;

public sealed partial class SqliteConnectivityStore
{
    private const int PagesAtOnce = 1_000;

    /// <inheritdoc/>
    /// <remarks>
    /// Any thread. Copies to a file beside <paramref name="path"/> first, syncs it and renames it, so that a file of this name is a whole copy. Reads one moment's state while writing goes
    /// on; the write-ahead log grows as long as it takes. To restore, stop the process, move the database with its <c>-wal</c> and <c>-shm</c> files away and copy this file in its place.
    /// A log that is left beside it is refused at the start, since it belongs to the database that was there before. A process that is killed meanwhile leaves a file that ends in
    /// <c>.tmp</c>, which may be deleted.
    /// </remarks>
    public Task BackupAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _ = Writer;
        var target = Path.GetFullPath(path);
        if (Path.Exists(target)) throw new StoreException(StoreFault.Other, $"the backup `{target}` is there already; name another file, nothing is overwritten");

        // Off the caller's thread: it takes seconds.
        return Task.Run(() => BackUp(target, cancellationToken), cancellationToken);
    }

    private void BackUp(string target, CancellationToken cancellationToken)
    {
        var unfinished = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Copy(unfinished, cancellationToken);
            using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
            File.Move(unfinished, target, overwrite: false);
        }
        catch (IOException exception) when (StoreFaults.IsFull(exception))
        {
            throw StoreFaults.Full(target, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFault.Other, $"the backup `{target}` could not be made: {exception.Message}", exception);
        }
        finally
        {
            foreach (var suffix in (string[])["", "-journal", "-wal", "-shm"]) StoreLock.TryDelete(unfinished + suffix);
        }
    }

    private void Copy(string unfinished, CancellationToken cancellationToken)
    {
        using var source = Database.Open(_path, SqliteOpenMode.ReadOnly, _options.BusyTimeout);
        using var copy = Database.Open(unfinished, SqliteOpenMode.ReadWriteCreate, _options.BusyTimeout);
        copy.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");

        // Holds on to one moment; otherwise each commit would make the copy start again.
        source.Execute("BEGIN");
        source.ReadNumber("SELECT count(*) FROM meta");
        CopyPages(source, copy, unfinished, cancellationToken);

        // A copy says that it has no log, see FilesBeside.
        copy.Execute("PRAGMA journal_mode = DELETE");
    }

    private static void CopyPages(Database source, Database copy, string unfinished, CancellationToken cancellationToken)
    {
        using var backup = raw.sqlite3_backup_init(copy.Handle, "main", source.Handle, "main");
        if (backup.IsInvalid) throw copy.Fault(raw.sqlite3_extended_errcode(copy.Handle));
        for (var code = raw.SQLITE_OK; code != raw.SQLITE_DONE;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(backup, PagesAtOnce);
            if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE)) throw StoreFaults.Of(code, "while copying", unfinished);
        }
    }
}
