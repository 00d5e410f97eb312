using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace IotConnectivity.Benchmarks.Storage;

/// <summary>How long a start takes, what it needs, and how large the file is: a million things, five million entries in the journal.</summary>
internal static class StartReport
{
    public static async Task RunAsync(IReadOnlyList<string> args)
    {
        var things = args.Count > 0 ? int.Parse(args[0]) : 1_000_000;
        await MeasureAsync(things, 5L * things, hasTextKeys: false);
        await MeasureAsync(things / 10, 5L * (things / 10), hasTextKeys: true);
    }

    /// <summary>One start in a process of its own, which has nothing else in memory.</summary>
    public static async Task MeasureStartAsync(string folder)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        using var sampler = new Timer(_ => peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false)), null, 0, 50);
        var watch = Stopwatch.StartNew();
        var fleet = await DurableFleet.OpenAsync(folder);
        var seconds = watch.Elapsed.TotalSeconds;
        var after = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine($"{seconds:F2} {after - before} {peak - before} {fleet.Index.Count} {fleet.Index.ConnectedCount}");
        await fleet.CloseAsync();
    }

    private static async Task MeasureAsync(int things, long events, bool hasTextKeys)
    {
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        var fleet = await DurableFleet.MakeAsync(things, hasTextKeys);
        await fleet.ApplyAsync((int)(events - things));
        var entries = fleet.Query("SELECT count(*) FROM journal");
        var running = GC.GetTotalMemory(forceFullCollection: true) - empty;
        var connected = fleet.Index.ConnectedCount;

        // As a killed process leaves it: the states are behind by as much as they may be.
        var killed = Directory.CreateTempSubdirectory("killed-").FullName;
        foreach (var file in Directory.GetFiles(fleet.Folder, "connectivity.db*"))
        {
            if (Path.GetExtension(file) is ".db" or ".db-wal") File.Copy(file, Path.Combine(killed, Path.GetFileName(file)));
        }

        await fleet.CloseAsync();
        var sizes = SizesOf(fleet, things, entries);
        Console.WriteLine($"{things:N0} things, {entries:N0} entries, {(hasTextKeys ? "text" : "UUID")} as session id: {sizes}");
        Console.WriteLine();
        Console.WriteLine("| start | seconds | memory after, of the running index | highest on the way |");
        Console.WriteLine("|---|---:|---:|---:|");
        GC.KeepAlive(fleet);
        await StartAsync("after an orderly end", fleet.Folder, things, connected, running);
        await StartAsync("after a kill", killed, things, connected, running);
        Console.WriteLine();
        Directory.Delete(killed, recursive: true);
        await fleet.DisposeAsync();
    }

    /// <summary>Drops the tables of a copy and counts the pages that become free.</summary>
    private static string SizesOf(DurableFleet fleet, int things, double entries)
    {
        var copy = fleet.File + ".copy";
        File.Copy(fleet.File, copy);
        using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
        connection.Open();
        var page = Read("PRAGMA page_size");
        var before = Read("PRAGMA freelist_count");
        Read("DROP TABLE journal");
        var ofJournal = (Read("PRAGMA freelist_count") - before) * page;
        Read("DROP TABLE thing; DROP TABLE state; DROP TABLE activity");
        var ofThings = ((Read("PRAGMA freelist_count") - before) * page) - ofJournal;
        connection.Close();
        File.Delete(copy);
        return $"file {new FileInfo(fleet.File).Length / 1e6:N0} MB, {ofThings / things:F0} bytes a thing, {ofJournal / entries:F1} bytes a transition";

        double Read(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return Convert.ToDouble(command.ExecuteScalar() ?? 0, System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private static async Task StartAsync(string name, string folder, int things, int connected, long running)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["start-one", folder]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var result = (await process.StandardOutput.ReadToEndAsync()).Split(' ');
        await process.WaitForExitAsync();
        if (int.Parse(result[3]) != things || int.Parse(result[4]) != connected) throw new InvalidOperationException($"{result[3]} things and {result[4]} connected came back, expected {things} and {connected}");
        Console.WriteLine($"| {name} | {result[0]} | {long.Parse(result[1]) / (double)running:F2} | {long.Parse(result[2]) / (double)running:F2} |");
    }
}
