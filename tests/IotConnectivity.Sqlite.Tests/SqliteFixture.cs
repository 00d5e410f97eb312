using IotConnectivity.Storage;
using IotConnectivity.StoreConformance;

namespace IotConnectivity.Sqlite;

/// <summary>A database in a folder of its own, gone with the test.</summary>
public sealed class SqliteFixture(int tail = SqliteConnectivityStore.DefaultTail) : StoreFixture
{
    private readonly List<SqliteConnectivityStore> _crashed = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("iot-sqlite-").FullName;

    public string Path { get; private set; } = string.Empty;

    private int _life;

    /// <summary>Goes on with a copy of the files as they are at this moment, as if the process had been killed.</summary>
    public override async Task<Loaded> CrashAsync()
    {
        _crashed.Add((SqliteConnectivityStore)Store);
        var before = Path;
        NextPath();
        CopyFiles(before, Path);
        return await OpenAsync();
    }

    public static void CopyFiles(string from, string to)
    {
        foreach (var suffix in (string[])["", "-wal"])
        {
            if (File.Exists(from + suffix)) File.Copy(from + suffix, to + suffix);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var store in _crashed) await store.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected override IConnectivityStore Make()
    {
        if (Path.Length == 0) NextPath();
        return new SqliteConnectivityStore(new SqliteStoreOptions { Path = Path, Synchronous = SqliteSynchronous.Normal }) { TailToBringUp = tail };
    }

    private void NextPath() => Path = System.IO.Path.Combine(Folder, $"{++_life}.db");
}
