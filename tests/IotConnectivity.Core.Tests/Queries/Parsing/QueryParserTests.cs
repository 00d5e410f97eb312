namespace IotConnectivity.Queries.Parsing;

public class QueryParserTests
{
    public static TheoryData<string, string, string> Queries() => RepositoryFile.Cases("Queries", "query-syntax.cases");

    public static TheoryData<string, string, string> Malformed() => RepositoryFile.Cases("Queries", "malformed-queries.cases");

    [Theory]
    [MemberData(nameof(Queries))]
    public void TryParse_Query_IsReadAs(string what, string text, string printed)
    {
        Assert.True(FleetQuery.TryParse(text, out var query, out _), what);

        Assert.Equal(printed, query.ToString());
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void ToString_Query_IsReadBackAsTheSame(string what, string text, string printed)
    {
        Assert.True(FleetQuery.TryParse(printed, out var again, out _), what);

        Assert.Equal(FleetQuery.Parse(text).Root, again.Root);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void TryParse_MalformedQuery_IsRefusedWithPositionAndReason(string what, string text, string expected)
    {
        Assert.False(FleetQuery.TryParse(text, out var query, out var error), what);

        Assert.Null(query);
        Assert.Equal(expected, $"{error.Position} {error.Reason}");
        Assert.Equal(QueryErrorKind.InvalidQuery, error.Kind);
        Assert.Equal($"Unable to parse query, {error.Reason}, query string: {text}", error.Message);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\r\nb")]
    [InlineData("a\u001Cb")]
    [InlineData("a\u2028b")]
    public void TryParse_OtherWhiteSpace_SeparatesClauses(string text) => Assert.Equal("a AND b", FleetQuery.Parse(text).ToString());

    [Fact]
    public void TryParse_Leaves_HaveThePlaceOfTheirFieldAndValue()
    {
        var query = FleetQuery.Parse("a AND * b : c OR NOT f:(d AND \"e\") g>5 h:[1 TO 2] i:*");

        Assert.Equal(
            [(0, 0), (8, 12), (21, 24), (21, 30), (35, 37), (39, 41), (50, 52)],
            query.Positions.ToArray().Select(position => (position.Field, position.Value)));
    }

    [Theory]
    [InlineData(QueryLimits.MaxDepth, true)]
    [InlineData(QueryLimits.MaxDepth + 1, false)]
    [InlineData(499, false)]
    public void TryParse_Nested_IsReadUpToTheLimit(int depth, bool isRead)
    {
        var text = $"{new string('(', depth)}a{new string(')', depth)}";

        Assert.Equal(isRead, FleetQuery.TryParse(text, out _, out var error));
        Assert.Equal(isRead ? null : QueryReasons.InvalidSyntax, error?.Reason);
    }

    [Fact]
    public void TryParse_NestedBesideEachOther_CountsDepthOnly()
    {
        var nested = $"{new string('(', QueryLimits.MaxDepth)}a{new string(')', QueryLimits.MaxDepth)}";

        Assert.Equal("a AND a AND a", FleetQuery.Parse($"{nested} {nested} {nested}").ToString());
    }
}
