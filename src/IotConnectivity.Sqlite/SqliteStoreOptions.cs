namespace IotConnectivity.Sqlite;

/// <summary>Where and how <see cref="SqliteConnectivityStore"/> keeps its data.</summary>
/// <remarks>Read once, when the store is made.</remarks>
public sealed class SqliteStoreOptions
{
    /// <summary>Gets or sets the database file.</summary>
    /// <value>
    /// A path, relative to the current directory if it is not rooted; missing folders are made. There is no default. Beside it stand <c>-wal</c> and <c>-shm</c>, which belong to
    /// it, and <c>.lock</c> and <c>.pid</c>, which say who uses it and that there was a database. Not on a network drive: SQLite's locks do not hold there.
    /// </value>
    public string Path { get; set; } = string.Empty;

    /// <summary>Gets or sets what an acknowledged event survives.</summary>
    /// <value>The default is <see cref="SqliteSynchronous.Full"/>.</value>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>Gets or sets how long to wait for another program, such as the SQLite shell, that has locked the file.</summary>
    /// <value>From 0 to 1 minute; the default is 5 seconds. Then the write fails with <see cref="Storage.StoreFault.Locked"/>.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
