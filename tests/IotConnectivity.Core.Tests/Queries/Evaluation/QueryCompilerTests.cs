using System.Diagnostics;
using static IotConnectivity.Queries.QueryFixture;

namespace IotConnectivity.Queries.Evaluation;

public class QueryCompilerTests
{
    // Bit i of a document: the leaf thingName:i matches.
    private const int Documents = 1 << 5;

    [Theory]
    [InlineData("*", "11111111111111111111111111111111")]
    [InlineData("NOT *", "00000000000000000000000000000000")]
    [InlineData("thingName:0", "01010101010101010101010101010101")]
    [InlineData("NOT thingName:0", "10101010101010101010101010101010")]
    [InlineData("thingName:(0 AND 1)", "00010001000100010001000100010001")]
    [InlineData("thingName:(0 OR 1)", "01110111011101110111011101110111")]
    [InlineData("thingName:(0 AND 1 AND 2)", "00000001000000010000000100000001")]
    [InlineData("thingName:(0 OR 1 OR 2)", "01111111011111110111111101111111")]
    [InlineData("thingName:(0 AND 1 AND 2 AND 3)", "00000000000000010000000000000001")]
    [InlineData("thingName:(0 OR 1 OR 2 OR 3)", "01111111111111110111111111111111")]
    [InlineData("thingName:(0 OR NOT (1 AND 2))", "11111101111111011111110111111101")]
    public void Compile_Query_CombinesItsLeaves(string query, string matching)
    {
        var predicate = QueryCompiler.Compile<int>(Bind(query), leaf => document => (document >> Bit(leaf) & 1) == 1);

        Assert.Equal(matching, string.Concat(Enumerable.Range(0, Documents).Select(document => predicate(document) ? '1' : '0')));
    }

    [Fact]
    public void Compile_Query_AsksForEachLeafThatIsLeftOnce()
    {
        var asked = new List<int>();

        QueryCompiler.Compile<int>(Bind("thingName:(2 OR 0 OR 2) (thingName:1 OR *)"), leaf =>
        {
            asked.Add(Bit(leaf));
            return _ => true;
        });

        Assert.Equal([2, 0], asked);
    }

    [Theory]
    [InlineData("thingName:(0 AND 1 AND 2 AND 3)", 0b1011, "0 1 2")]
    [InlineData("thingName:(0 OR 1 OR 2 OR 3)", 0b0100, "0 1 2")]
    [InlineData("thingName:(0 AND 1)", 0b10, "0")]
    [InlineData("thingName:(0 OR 1 OR 2)", 0b1, "0")]
    public void Compile_Predicate_StopsWhenTheAnswerIsKnown(string query, int document, string asked)
    {
        var leaves = new List<int>();
        var predicate = QueryCompiler.Compile<int>(Bind(query), leaf => bits =>
        {
            leaves.Add(Bit(leaf));
            return (bits >> Bit(leaf) & 1) == 1;
        });

        predicate(document);

        Assert.Equal(asked, string.Join(' ', leaves));
    }

    [Fact]
    public void Compile_TreeThatIsNotBound_Throws() =>
        Assert.Throws<UnreachableException>(() => QueryCompiler.Compile<int>(FleetQuery.Parse("a").Root, _ => _ => true));

    [Fact]
    public void Matches_TreeThatIsNotBound_Throws() =>
        Assert.Throws<UnreachableException>(() => QueryInterpreter.Matches(FleetQuery.Parse("a").Root, new QueryDocument()));

    private static int Bit(FieldCondition leaf) => int.Parse(Assert.IsType<Conditions.TermCondition>(leaf.Value).Pattern.Text);
}
