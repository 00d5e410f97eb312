namespace IotConnectivity;

/// <summary>Reads files of the repository that tests are held against: case files and the language reference.</summary>
internal static class RepositoryFile
{
    private const string Landmark = "IotConnectivity.Core.sln";

    internal static string Read(params string[] path)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, Landmark))) root = root.Parent;
        Assert.NotNull(root);
        return File.ReadAllText(Path.Combine([root.FullName, .. path]));
    }

    /// <summary>Reads a case file of a room: fields separated by <c>⇶</c>, blank lines and lines that begin with <c>#</c> left out.</summary>
    internal static TheoryData<string, string, string> Cases(string room, string name)
    {
        var data = new TheoryData<string, string, string>();
        foreach (var line in Read("tests", "IotConnectivity.Core.Tests", room, "Cases", name).Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var fields = line.Split('⇶', StringSplitOptions.TrimEntries);
            Assert.Equal(3, fields.Length);
            data.Add(fields[0], fields[1], fields[2]);
        }

        Assert.NotEmpty(data);
        return data;
    }
}
