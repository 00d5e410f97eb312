using System.Globalization;

namespace IotConnectivity.Sqlite;

/// <summary>Keeps a second process, or a second store of this one, from using the same file.</summary>
/// <remarks>
/// The lock is one of the operating system on <c>.lock</c>, gone with the process however it ends. A locked file cannot be read through .NET, so who has it stands in <c>.pid</c>.
/// </remarks>
internal sealed class StoreLock : IDisposable
{
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _stream;
    private readonly string _pidPath;

    private StoreLock(FileStream stream, string pidPath)
    {
        _stream = stream;
        _pidPath = pidPath;
    }

    internal string Path => _stream.Name;

    /// <summary>Gets a value indicating whether a store was open here before, so that there has to be a database.</summary>
    internal bool TellsOfDatabase => _stream.Length > 0;

    internal static StoreLock Take(string path)
    {
        var pidPath = path + ".pid";
        FileStream stream;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            stream = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException exception) when (exception.HResult is WouldBlock or WouldBlockOnMac or WindowsSharingViolation)
        {
            throw StoreFaults.InUse(path, ReadProcessId(pidPath), exception);
        }
        catch (IOException exception) when (StoreFaults.IsFull(exception))
        {
            throw StoreFaults.Full(path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StoreFaults.ReadOnly(path, exception.Message, exception);
        }

        TryWriteProcessId(pidPath);
        return new StoreLock(stream, pidPath);
    }

    /// <summary>Notes that there is a database, for the next start. It is found without that too.</summary>
    internal void TellOfDatabase()
    {
        if (TellsOfDatabase) return;
        try
        {
            _stream.Write("There is a database; delete this file only together with it.\n"u8);
            _stream.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    public void Dispose()
    {
        TryDelete(_pidPath);
        _stream.Dispose();
    }

    private static string? ReadProcessId(string pidPath)
    {
        try
        {
            return int.TryParse(File.ReadAllText(pidPath), CultureInfo.InvariantCulture, out var id) ? id.ToString(CultureInfo.InvariantCulture) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The process id is a courtesy; the lock holds without it.
    private static void TryWriteProcessId(string pidPath)
    {
        try
        {
            File.WriteAllText(pidPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    internal static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
