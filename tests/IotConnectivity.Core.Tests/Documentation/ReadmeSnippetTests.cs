using System.Text.RegularExpressions;
using IotConnectivity.TestKit.Conventions;

namespace IotConnectivity.Documentation;

/// <summary>The C# of the README is compiled sample code, letter for letter, and everything else that a reader may type is run by a test.</summary>
public partial class ReadmeSnippetTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md"));

    [Fact]
    public void Readme_CSharp_IsCopiedFromTheSamples()
    {
        var samples = ReadSamples();
        var blocks = CSharpBlock().Matches(Readme);

        Assert.NotEmpty(blocks);
        Assert.Equal(CSharpFence().Count(Readme), blocks.Count);
        Assert.All(blocks, block => Assert.Equal(samples[block.Groups["name"].Value], block.Groups["code"].Value.Trim()));
    }

    [Fact]
    public void Readme_Commands_AllSayWhoRunsThem()
    {
        var marked = MarkedCommand().Count(Readme);

        Assert.NotEqual(0, marked);
        Assert.Equal(CommandFence().Count(Readme), marked);
    }

    [Fact]
    public void Readme_TestedElsewhere_NamesATestThatExists() =>
        Assert.All(TestedElsewhere().Matches(Readme), match => Assert.True(File.Exists(Path.Combine(RepositoryRoot.Path, match.Groups["file"].Value))));

    [Fact]
    public void Readme_Links_LeadSomewhere() =>
        Assert.All(
            Link().Matches(Readme).Select(match => match.Groups["path"].Value).Where(path => !path.StartsWith("http", StringComparison.Ordinal)),
            path => Assert.True(Path.Exists(Path.Combine(RepositoryRoot.Path, path)), path));

    private static Dictionary<string, string> ReadSamples() =>
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "samples"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(path => Snippet().Matches(File.ReadAllText(path)))
            .ToDictionary(match => match.Groups["name"].Value, match => WithoutIndent(match.Groups["code"].Value, match.Groups["indent"].Length));

    private static string WithoutIndent(string code, int indent) =>
        string.Join('\n', code.Split('\n').Select(line => line.Length < indent ? line : line[indent..])).Trim();

    [GeneratedRegex(@"^(?<indent> *)// snippet: (?<name>\S+)\n(?<code>.*?)^ *// end snippet$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^<!-- snippet: (?<name>\S+) -->\n```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("^```csharp$", RegexOptions.Multiline)]
    private static partial Regex CSharpFence();

    [GeneratedRegex("^<!-- (?:run|run: node|server|ci: test|tested: .*) -->\n```(?:sh|js)$", RegexOptions.Multiline)]
    private static partial Regex MarkedCommand();

    [GeneratedRegex("^```(?:sh|js)$", RegexOptions.Multiline)]
    private static partial Regex CommandFence();

    [GeneratedRegex("<!-- tested: (?<file>.*) -->")]
    private static partial Regex TestedElsewhere();

    [GeneratedRegex(@"\]\((?<path>[^)#]+)\)")]
    private static partial Regex Link();
}
