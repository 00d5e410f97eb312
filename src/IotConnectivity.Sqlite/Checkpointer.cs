using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IotConnectivity.Sqlite;

/// <summary>Moves the write-ahead log into the database on a thread and a connection of its own, so that a commit need not wait for it.</summary>
/// <remarks>
/// The log begins anew only when all of it is moved at one moment, which the background alone never sees beside a busy writer. So when it has moved what there was, the writer moves the
/// little that has come since, between two commits. A log that stays short is also written faster: its file need not grow.
/// </remarks>
internal sealed class Checkpointer : IDisposable
{
    // 16 MB: four times SQLite's own default, since each time costs syncs that commits wait for.
    private const int FramesToMove = 4_000;

    private const int FewFrames = 200;

    private const int Idle = 0;
    private const int Running = 1;
    private const int Moved = 2;

    private readonly string _path;
    private readonly TimeSpan _busyTimeout;
    private readonly SemaphoreSlim _due = new(0);
    private readonly Thread _thread;
    private int _frames;
    private int _phase;
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
        switch (Volatile.Read(ref _phase))
        {
            case Idle when _frames >= FramesToMove:
                Volatile.Write(ref _phase, Running);
                _due.Release();
                break;
            case Moved:
                _frames = 0;
                Move(writer);
                Volatile.Write(ref _phase, Idle);
                break;
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
                MoveAlmostAll(database);
            }
            catch (Storage.StoreException)
            {
                // The log goes on growing and the next commits try again; they are the ones to tell of a full disk.
            }

            Volatile.Write(ref _phase, Moved);
        }

        database?.Dispose();
    }

    /// <summary>Moves what there is, and then what has come meanwhile, until that is little: the writer has to wait for the rest.</summary>
    private static void MoveAlmostAll(Database database)
    {
        var before = 0;
        for (var i = 0; i < 8; i++)
        {
            var moved = Move(database);
            if (moved - before < FewFrames) return;
            before = moved;
        }
    }

    // Passive: never waits for a reader or the writer, who keep what they still need.
    private static int Move(Database database) =>
        raw.sqlite3_wal_checkpoint_v2(database.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out var moved) == raw.SQLITE_OK ? moved : 0;
}
