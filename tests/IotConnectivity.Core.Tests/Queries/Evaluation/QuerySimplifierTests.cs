using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Evaluation;

public class QuerySimplifierTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("NOT a", "NOT a")]
    [InlineData("NOT (NOT a)", "a")]
    [InlineData("NOT (NOT (NOT a))", "NOT a")]
    [InlineData("NOT (NOT *)", "*")]
    [InlineData("a AND *", "a")]
    [InlineData("* *", "*")]
    [InlineData("a OR *", "*")]
    [InlineData("a AND NOT *", "NOT *")]
    [InlineData("a OR NOT *", "a")]
    [InlineData("NOT * OR NOT *", "NOT *")]
    [InlineData("a (b OR *)", "a")]
    [InlineData("a OR (b AND NOT *)", "a")]
    [InlineData("NOT (a OR *)", "NOT *")]
    [InlineData("NOT (a AND b)", "NOT (a AND b)")]
    [InlineData("a AND NOT (NOT (b AND c))", "a AND b AND c")]
    [InlineData("a OR a", "a")]
    [InlineData("a b a", "a AND b")]
    [InlineData("(a OR b) (b OR a)", "(a OR b) AND (b OR a)")]
    public void Simplify_Query_IsTheSmallerOne(string query, string simple) =>
        Assert.Equal(simple, QuerySimplifier.Simplify(FleetQuery.Parse(query).Root).ToString());

    [Fact]
    public void Nothing_IsTheNegationOfAll() => Assert.Equal(new NotNode(AllNode.Instance), QuerySimplifier.Nothing);
}
