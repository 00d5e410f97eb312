using static IotConnectivity.Policies.PolicyFixture;

namespace IotConnectivity.Policies;

/// <summary>Runs every example of the language reference.</summary>
public class LanguageReferenceTests
{
    public static TheoryData<string, string, string> Actions() => Rows("Action", "Matches", "Does not match");

    public static TheoryData<string, string, string> Resources() => Rows("Resource", "Matches", "Does not match");

    public static TheoryData<string, string, string> Conditions() => Rows("Condition", "Context", "Holds");

    [Theory]
    [MemberData(nameof(Actions))]
    public void Action_Example_IsTrue(string pattern, string matching, string others)
    {
        var authorizer = Authorizer(Allow(action: Code(pattern)));

        Assert.All(Codes(matching), action => Assert.True(authorizer.Ask(action: action).IsAllowed, action));
        Assert.All(Codes(others), action => Assert.False(authorizer.Ask(action: action).IsAllowed, action));
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void Resource_Example_IsTrue(string pattern, string matching, string others)
    {
        var authorizer = Authorizer(Allow(Code(pattern)));

        Assert.All(Codes(matching), resource => Assert.True(authorizer.Ask(resource).IsAllowed, resource));
        Assert.All(Codes(others), resource => Assert.False(authorizer.Ask(resource).IsAllowed, resource));
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Condition_Example_IsTrue(string condition, string context, string holds) =>
        Assert.Equal(holds == "yes", Holds($"{{{Code(condition)}}}", context.Length == 0 ? string.Empty : Code(context)));

    private static string Code(string cell) => Assert.Single(Codes(cell));

    // Between backticks; a cell may list several.
    private static string[] Codes(string cell) => [.. cell.Split('`').Where((_, i) => i % 2 == 1)];

    private static TheoryData<string, string, string> Rows(params string[] header)
    {
        var rows = new TheoryData<string, string, string>();
        var isInside = false;
        foreach (var line in RepositoryFile.Read("src", "IotConnectivity.Core", "Policies", "README.md").Split('\n'))
        {
            var cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            if (!line.StartsWith('|')) isInside = false;
            else if (cells.SequenceEqual(header)) isInside = true;
            else if (isInside && !cells[0].StartsWith('-')) rows.Add(cells[0], cells[1], cells[2]);
        }

        Assert.NotEmpty(rows);
        return rows;
    }
}
