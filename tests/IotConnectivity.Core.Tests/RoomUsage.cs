using System.Text.RegularExpressions;

namespace IotConnectivity;

/// <summary>Finds which rooms a source file uses: by a <c>using</c> line, by a qualified name, or by a name relative to the root namespace.</summary>
/// <param name="typesByRoom">The names of the types of each room, so that a property named like a room is not taken for one.</param>
internal sealed partial class RoomUsage(IReadOnlyDictionary<string, IReadOnlySet<string>> typesByRoom)
{
    /// <summary>Reads the rooms of a folder: each folder in it is one, and its files are named after their types.</summary>
    public static RoomUsage OfFolder(string source) => new(
        Directory.EnumerateDirectories(source)
            .Where(folder => Path.GetFileName(folder) is not ("bin" or "obj"))
            .ToDictionary(
                folder => Path.GetFileName(folder),
                folder => (IReadOnlySet<string>)SourceFiles(folder).Select(file => Path.GetFileName(file).Split('.')[0]).ToHashSet(StringComparer.Ordinal)));

    public IEnumerable<string> Rooms => typesByRoom.Keys;

    public static IEnumerable<string> SourceFiles(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories);

    public IReadOnlySet<string> Find(string code)
    {
        var text = Comments.Replace(code, " ");
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match match in QualifiedNames.Matches(text)) used.Add(match.Groups["room"].Value);
        foreach (Match match in RelativeNames.Matches(text))
        {
            if (typesByRoom.TryGetValue(match.Groups["room"].Value, out var types) && types.Contains(match.Groups["type"].Value))
            {
                used.Add(match.Groups["room"].Value);
            }
        }

        used.IntersectWith(typesByRoom.Keys);
        return used;
    }

    // Names in quoted text are nobody's dependency either.
    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(\\.|[^"\\\n])*"|^\s*namespace [^\n]*""", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Comments { get; }

    [GeneratedRegex(@"\bIotConnectivity\.(?<room>\w+)", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex QualifiedNames { get; }

    [GeneratedRegex(@"(?<![\w.])(?<room>[A-Z]\w*)\.(?:\w+\.)*?(?<type>[A-Z]\w*)", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex RelativeNames { get; }
}
