namespace IotConnectivity.Queries;

public class FleetQueryTests
{
    [Fact]
    public void TryParse_Query_KeepsItsText()
    {
        Assert.True(FleetQuery.TryParse("a  b", out var query, out var error));

        Assert.Equal("a  b", query.Text);
        Assert.Null(error);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    public void TryParse_Empty_IsRefused(string text)
    {
        Assert.False(FleetQuery.TryParse(text, out _, out var error));

        Assert.Equal($"Unable to parse query, invalid syntax, query string: {text}", error.ToString());
        Assert.Equal(text.Length, error.Position);
    }

    [Fact]
    public void TryParse_Null_Throws() => Assert.Throws<ArgumentNullException>(() => FleetQuery.TryParse(null!, out _, out _));

    [Fact]
    public void TryParse_LongestQuery_IsRead() => Assert.True(FleetQuery.TryParse(new string('a', 1_000), out _, out _));

    [Fact]
    public void TryParse_LongestQueryInCodePoints_IsRead() =>
        Assert.True(FleetQuery.TryParse(string.Concat(Enumerable.Repeat("😀", 1_000)), out _, out _));

    [Fact]
    public void TryParse_OneCodePointTooMany_IsRefusedBeforeItsSyntax()
    {
        var text = new string('(', 1_001);

        Assert.False(FleetQuery.TryParse(text, out var query, out var error));

        Assert.Null(query);
        Assert.Equal("number of characters cannot exceed 1000, characters found: 1001", error.Reason);
        Assert.Equal($"Unable to parse query, {error.Reason}, query string: {text}", error.Message);
        Assert.Equal(0, error.Position);
    }

    [Fact]
    public void TryParse_VeryLong_QuotesItsBeginning()
    {
        Assert.False(FleetQuery.TryParse(new string('a', 100_000), out _, out var error));

        Assert.EndsWith($": {new string('a', 2_000)}…", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_TwelveTerms_AreRead() =>
        Assert.True(FleetQuery.TryParse("* a a:b a:* a<5 a:[1 TO 2] NOT \"a\" a:(b OR -c d) (e OR f)", out _, out _));

    [Fact]
    public void Parse_Query_IsRead() => Assert.Equal("a AND b", FleetQuery.Parse("a b").ToString());

    [Fact]
    public void Parse_Malformed_ThrowsWithTheError()
    {
        var exception = Assert.Throws<QueryException>(() => FleetQuery.Parse("a ("));

        Assert.Equal("Unable to parse query, invalid syntax, query string: a (", exception.Message);
        Assert.Equal(3, exception.Error.Position);
    }

    [Fact]
    public void QueryException_WithoutError_Throws() => Assert.Throws<ArgumentNullException>(() => new QueryException(null!));
}
