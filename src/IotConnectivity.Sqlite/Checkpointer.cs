using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IotConnectivity.Sqlite;

/// <summary>Moves the write-ahead log into the database on a thread and a connection of its own, so that a commit need not wait for it.</summary>
/// <remarks>
/// The log begins anew when all of it is moved and no reader uses it, which beside a busy writer the background alone may never see. So when the log has grown large, the writer moves
/// the little that is left between two commits.
/// </remarks>
internal sealed class Checkpointer : IDisposable
{
    private const int FramesToMove = 1_000;
    private const int FramesToFinish = 4_000;

    private readonly string _path;
    private readonly TimeSpan _busyTimeout;
    private readonly SemaphoreSlim _due = new(0);
    private readonly Thread _thread;
    private int _frames;
    private int _isRunning;
    private int _logFrames;
    private volatile bool _isDisposed;

    internal Checkpointer(string path, TimeSpan busyTimeout)
    {
        _path = path;
        _busyTimeout = busyTimeout;
        _thread = new Thread(Run) { IsBackground = true, Name = "IotConnectivity checkpoint" };
        _thread.UnsafeStart();
    }

    /// <summary>Counts what the writer has written; called by the writer after each commit.</summary>
    internal void Note(Database writer)
    {
        _ = raw.sqlite3_db_status(writer.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, 1);
        _frames += written;
        if (_frames < FramesToMove || Interlocked.CompareExchange(ref _isRunning, 1, 0) != 0) return;
        _frames = 0;
        if (Volatile.Read(ref _logFrames) >= FramesToFinish)
        {
            Move(writer);
            Volatile.Write(ref _isRunning, 0);
        }
        else
        {
            _due.Release();
        }
    }

    /// <summary>Moves everything and cuts the log; what cannot be moved stays in the log, which is as durable.</summary>
    internal static void TryTruncate(Database database) =>
        _ = raw.sqlite3_wal_checkpoint_v2(database.Handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);

    public void Dispose()
    {
        _isDisposed = true;
        _due.Release();
        _thread.Join();
        _due.Dispose();
    }

    private void Run()
    {
        Database? database = null;
        while (true)
        {
            _due.Wait();
            if (_isDisposed) break;
            try
            {
                database ??= Database.Open(_path, SqliteOpenMode.ReadWrite, _busyTimeout);
                Move(database);
            }
            catch (Storage.StoreException)
            {
                // The log goes on growing and the next commits try again; they are the ones to tell of a full disk.
            }

            Volatile.Write(ref _isRunning, 0);
        }

        database?.Dispose();
    }

    private void Move(Database database)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(database.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var log, out var moved);
        if (code != raw.SQLITE_OK) return;

        // A log that is moved whole begins anew with the next commit.
        Volatile.Write(ref _logFrames, moved >= log ? 0 : log);
    }
}
