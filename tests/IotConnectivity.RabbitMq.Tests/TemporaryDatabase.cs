namespace IotConnectivity.RabbitMq;

/// <summary>A folder for the database of a test, deleted with all that is in it.</summary>
internal sealed class TemporaryDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connectivity-");

    internal string Folder => _folder.FullName;

    internal string Path => System.IO.Path.Combine(_folder.FullName, "connectivity.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
