namespace IotConnectivity.TestKit.Conventions;

/// <summary>Where the sources are, for tests that read them.</summary>
/// <remarks>Found upward from the running assembly; source paths in the assembly itself are not real ones in a deterministic build.</remarks>
public static class RepositoryRoot
{
    /// <summary>Gets the folder that holds the solution.</summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "IotConnectivity.Core.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no folder above `{start}` holds IotConnectivity.Core.sln");
    }
}
