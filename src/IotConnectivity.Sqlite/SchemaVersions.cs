using System.Globalization;

namespace IotConnectivity.Sqlite;

/// <summary>Brings the tables of a file up to date.</summary>
internal static class SchemaVersions
{
    /// <summary>Marks our files, in the header of the database: "IoTc".</summary>
    internal const int ApplicationId = 0x496F5463;

    private static readonly string[] Scripts = [.. typeof(SchemaVersions).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)];

    internal static int Latest => Scripts.Length;

    /// <summary>Finds out whether a file is ours, reading only.</summary>
    /// <returns>Its version; 0 for an empty file.</returns>
    /// <exception cref="Storage.StoreException">It is not.</exception>
    internal static int Inspect(Database database, string path)
    {
        var id = database.ReadNumber("PRAGMA application_id");
        var version = database.ReadNumber("PRAGMA user_version");
        if (id == 0 && version == 0 && database.ReadNumber("SELECT count(*) FROM sqlite_schema") == 0) return 0;
        if (id != ApplicationId)
        {
            throw StoreFaults.NotOurs(path, string.Create(CultureInfo.InvariantCulture, $"it is an SQLite database with application id {id}, expected {ApplicationId}"));
        }

        if (version > Latest) throw StoreFaults.Newer(path, version, Latest);
        return version > 0 ? (int)version : throw StoreFaults.Damaged(path, $"its version is {version}, expected 1 to {Latest}");
    }

    /// <summary>Runs the scripts of all later versions in one transaction.</summary>
    internal static void Migrate(Database database, int version)
    {
        if (version == Latest) return;
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var script in Scripts[version..]) database.Execute(Read(script));
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Latest}; COMMIT"));
        }
        catch
        {
            database.RollBack();
            throw;
        }
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(SchemaVersions).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
