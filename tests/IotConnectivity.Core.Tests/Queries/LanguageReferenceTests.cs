using IotConnectivity.Queries.Schema;
using static IotConnectivity.Queries.QueryFixture;

namespace IotConnectivity.Queries;

/// <summary>Runs every example of the language reference.</summary>
public class LanguageReferenceTests
{
    public static TheoryData<string, string, string> Syntax() => Rows("Query", "Read as");

    public static TheoryData<string, string, string> Things() => Rows("Query", "Document", "Matches");

    public static TheoryData<string, string, string> Groups() => Rows("Query on groups", "Document", "Matches");

    public static TheoryData<string, string, string> Refusals() => Rows("Query", "Reason");

    [Theory]
    [MemberData(nameof(Syntax))]
    public void Syntax_Example_IsTrue(string query, string printed, string none)
    {
        Assert.Empty(none);
        Assert.Equal(printed, FleetQuery.Parse(query).ToString());
    }

    [Theory]
    [MemberData(nameof(Things))]
    public void Things_Example_IsTrue(string query, string document, string matches) => Assert.Equal(matches == "yes", Matches(query, document));

    [Theory]
    [MemberData(nameof(Groups))]
    public void Groups_Example_IsTrue(string query, string document, string matches) =>
        Assert.Equal(matches == "yes", Matches(query, document, QuerySchema.ThingGroups));

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Refusal_Example_IsTrue(string query, string reason, string none)
    {
        Assert.Empty(none);
        Assert.Equal(reason, Refuse(query)?.Reason);
    }

    // Up to three columns; what stands between backticks is taken without them.
    private static TheoryData<string, string, string> Rows(params string[] header)
    {
        var rows = new TheoryData<string, string, string>();
        var isInside = false;
        foreach (var line in RepositoryFile.Read("src", "IotConnectivity.Core", "Queries", "README.md").Split('\n'))
        {
            var cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            if (!line.StartsWith('|')) isInside = false;
            else if (cells.SequenceEqual(header)) isInside = true;
            else if (isInside && !cells[0].StartsWith('-')) rows.Add(Code(cells[0]), Code(cells[1]), cells.Length > 2 ? cells[2] : string.Empty);
        }

        Assert.NotEmpty(rows);
        return rows;
    }

    private static string Code(string cell) => cell.Trim('`');
}
