using IotConnectivity.TestKit.Conventions;

namespace IotConnectivity;

/// <summary>The direction of dependencies inside the core: who may know whom.</summary>
public class ArchitectureTests
{
    /// <summary>What each room may use besides the vocabulary at the root, which everybody may.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["(root)"] = [],
        ["Timing"] = [],
        ["Lifecycle"] = [],
        ["Policies"] = [],
        ["Queries"] = [],
        ["Diagnostics"] = [],
        // One slot for each thing serves registry, index and watchdog, so the index knows what a timeout is.
        ["Indexing"] = ["Lifecycle", "Timing", "Diagnostics"],
        ["Registry"] = ["Indexing", "Diagnostics"],
        ["KeepAlive"] = ["Indexing", "Lifecycle", "Timing", "Diagnostics"],
        // Ticks of the watchdog are what it hands a suspect's time out in.
        ["Brokers"] = ["Indexing", "Lifecycle", "KeepAlive", "Diagnostics"],
        ["Access"] = ["Indexing", "Policies"],
        ["Fleet"] = ["Indexing", "Registry", "Queries", "Access", "Diagnostics"],
        ["Detect"] = ["Lifecycle", "Indexing", "Registry", "Timing", "Fleet", "Access", "Storage", "Journal", "History", "Diagnostics"],
        ["Storage"] = ["Lifecycle", "Indexing", "Registry", "Diagnostics"],
        ["Journal"] = ["Lifecycle", "Indexing", "Registry", "Storage", "Diagnostics"],
        ["History"] = ["Lifecycle", "Indexing", "Registry", "Storage", "Journal"],
    };

    private static readonly string Source = Path.Combine(RepositoryRoot.Path, "src", "IotConnectivity.Core");
    private static readonly RoomUsage Usage = RoomUsage.OfFolder(Source);

    [Fact]
    public void Rooms_OfTheCore_AreAllInTheTable() =>
        Assert.Empty(Usage.Rooms.Where(room => room != "DependencyInjection").Except(MayUse.Keys));

    [Fact]
    public void Rooms_OfTheCore_UseOnlyWhatTheTableAllows()
    {
        var files = Usage.Rooms.SelectMany(room => RoomUsage.SourceFiles(Path.Combine(Source, room)), (room, file) => (Room: room, File: file))
            .Concat(Directory.EnumerateFiles(Source, "*.cs").Select(file => (Room: "(root)", File: file)));

        var faults =
            from file in files
            where file.Room != "DependencyInjection"
            from used in Usage.Find(File.ReadAllText(file.File))
            where used != file.Room && !MayUse[file.Room].Contains(used)
            select $"{Path.GetRelativePath(Source, file.File)} uses {used}; {file.Room} may use {string.Join(", ", MayUse[file.Room])}";

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("using IotConnectivity.Timing;", "Timing")]
    [InlineData("using Wheel = IotConnectivity.Timing.TimingWheel;", "Timing")]
    [InlineData("using static IotConnectivity.Timing.SlotAddress;", "Timing")]
    [InlineData("IotConnectivity.Lifecycle.LifecycleEvent seen;", "Lifecycle")]
    [InlineData("private Timing.TimingWheel _wheel;", "Timing")]
    [InlineData("using IotConnectivity.Timing;\nusing IotConnectivity.Lifecycle;", "Lifecycle Timing")]
    [InlineData("var wheel = _owner.Timing.TimingWheel;", "")]
    [InlineData("var count = Timing.Count;", "")]
    [InlineData("// see IotConnectivity.Timing\n/* and Timing.TimingWheel */", "")]
    [InlineData("var name = \"IotConnectivity.Timing\";", "")]
    [InlineData("namespace IotConnectivity.Timing;", "")]
    [InlineData("using IotConnectivity.Elsewhere;", "")]
    public void Find_CodeThatNamesARoom_FindsIt(string code, string rooms) =>
        Assert.Equal(rooms.Split(' ', StringSplitOptions.RemoveEmptyEntries), Usage.Find(code).Order());
}
