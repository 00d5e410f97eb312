using IotConnectivity.Storage;
using Microsoft.Data.Sqlite;

namespace IotConnectivity.Sqlite;

/// <summary>Keeps things, their connectivity and its history in one SQLite file with a write-ahead log.</summary>
/// <remarks>
/// <para>
/// An event costs an append to the journal. The states of things are brought up behind it, a slice with each commit once the journal has grown long, and opening applies the
/// rest of the journal to them. Checkpoints run on a thread of their own.
/// </para>
/// <para>
/// Thread-safety is that of <see cref="IConnectivityStore"/>: one writer, any number of readers of history. Work is done on the caller's thread, which a commit blocks until the
/// disk has synced. One process can have a file at a time. After a failed commit the same store goes on working as soon as the cause is gone.
/// </para>
/// </remarks>
public sealed partial class SqliteConnectivityStore : IConnectivityStore, IDisposable
{
    private readonly SqliteStoreOptions _options;
    private readonly string _path;
    private readonly SourceTable _sources = new();
    private readonly EventWriter _writer;
    private StoreLock? _lock;
    private Database? _database;
    private Statements? _statements;
    private Checkpointer? _checkpointer;
    private HistoryReaders? _readers;
    private bool _isDisposed;

    // What the file holds. Changed by the single writer only, and only after a commit.
    private long _nextKey = 1;
    private long _nextKeyWritten = 1;
    private int _sourcesWritten;
    private long _lastEntry;
    private long _watermark;
    private long _floor;
    private long _baseRevision;
    private long _maxRevision;
    private EntryHeads _heads = new();
    private bool _isLoaded;

    /// <summary>Makes a store; nothing is touched before <see cref="OpenAsync"/>.</summary>
    /// <param name="options">Where and how.</param>
    /// <exception cref="ArgumentException">An option is not valid; the message says which.</exception>
    public SqliteConnectivityStore(SqliteStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = SqliteStoreOptionsValidator.FaultsOf(options).ToList();
        if (faults.Count > 0) throw new ArgumentException(string.Join("; ", faults), nameof(options));
        _options = options;
        _path = Path.GetFullPath(options.Path);
        _writer = new EventWriter(_sources);
        _trimmer = new JournalTrimmer(_path, _sources);
    }

    private Database Writer => _database ?? throw new InvalidOperationException($"the store `{_path}` is not open, expected {nameof(OpenAsync)} to be called first");

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (_database is not null) throw new InvalidOperationException($"the store `{_path}` is open already");
        try
        {
            Open();
        }
        catch
        {
            Close();
            throw;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<long> ReserveThingKeysAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);

        var first = _nextKey;
        _nextKey += count;
        return ValueTask.FromResult(first);
    }

    /// <summary>Brings the states up to the journal, so that the next start has less to read, and closes the file. Nothing is lost without it.</summary>
    /// <returns>A task.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>As <see cref="DisposeAsync"/>, which does not wait either.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        try
        {
            if (_isLoaded) WriteAllStates();
        }
        catch (StoreException)
        {
            // A full disk, for example: the journal has it all.
        }
        finally
        {
            _isDisposed = true;
            Close();
        }
    }

    private void Open()
    {
        var path = FollowLinks(_path);
        _lock = StoreLock.Take(path);
        FilesBeside.Check(path, _lock);
        var database = _database = Database.Open(_path, SqliteOpenMode.ReadWriteCreate, _options.BusyTimeout);

        // A file that is refused stays as it is.
        database.KeepLogOnClose(true);
        var version = SchemaVersions.Inspect(database, _path);

        // No checkpoint within a commit, and a log that was large once is cut again.
        database.Execute("PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16000");
        database.Execute(_options.Synchronous == SqliteSynchronous.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");

        // Finds out now, not at the first event, that the file can only be read.
        database.Execute("BEGIN IMMEDIATE; COMMIT");
        SchemaVersions.Migrate(database, version);
        _lock.TellOfDatabase();
        ReadBookkeeping(database);
        _statements = new Statements(database);
        _checkpointer = new Checkpointer(_path, _options.BusyTimeout);
        _readers = new HistoryReaders(() => Database.Open(_path, SqliteOpenMode.ReadOnly, _options.BusyTimeout));
    }

    // SQLite follows links to the file, so the lock and the log stand beside what they lead to.
    private static string FollowLinks(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    private void ReadBookkeeping(Database database)
    {
        using (var sources = database.Prepare("SELECT number, name, node, numbers, reuses_keys, reports_activity FROM source ORDER BY number"))
        {
            while (sources.Step()) AddSource(sources);
        }

        _sourcesWritten = _sources.Count;
        _nextKey = _nextKeyWritten = database.ReadNumber("SELECT value FROM meta WHERE name = 'next_key'");
        _floor = database.ReadNumber("SELECT value FROM meta WHERE name = 'floor'");
        _watermark = Math.Max(_floor, database.ReadNumber("SELECT value FROM meta WHERE name = 'watermark'"));
        _baseRevision = _maxRevision = database.ReadNumber("SELECT value FROM meta WHERE name = 'revision'");
        _trimmer.Position = database.ReadNumber("SELECT value FROM meta WHERE name = 'trimmed'");

        // The rows at the end may have been trimmed away; an id is never used twice.
        _lastEntry = Math.Max(Math.Max(_watermark, _trimmer.Position), database.ReadNumber("SELECT max(id) FROM journal"));
    }

    private void AddSource(Statement row)
    {
        var name = row.Text(1);
        if (name.Length is 0 or > 64) throw StoreFaults.Damaged(_path, $"source {row.Number(0)} has a name of {name.Length} characters");
        var number = _sources.NumberOf(new Lifecycle.LifecycleSource(name)
        {
            Node = row.Text(2),
            Numbers = (Lifecycle.ConnectionNumbers)row.Number(3),
            ReusesKeys = row.Number(4) != 0,
            ReportsActivity = row.Number(5) != 0,
        });
        if (number != row.Number(0)) throw StoreFaults.Damaged(_path, $"source {row.Number(0)} is out of order");
    }

    private void Close()
    {
        _checkpointer?.Dispose();
        _readers?.Dispose();
        if (_database is { } database)
        {
            if (_isLoaded)
            {
                Checkpointer.TryTruncate(database);
                database.TryTurnOffWriteAheadLog();
            }

            database.Dispose();
            _database = null;
        }

        _lock?.Dispose();
        _lock = null;
    }
}
