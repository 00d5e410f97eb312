namespace IotConnectivity.Queries.Ast;

public class TextPatternTests
{
    [Theory]
    [InlineData("pump-17", "pump-17", true)]
    [InlineData("pump*", "pump", false)]
    [InlineData("pump?x", "pump", false)]
    [InlineData("*pump", "", false)]
    [InlineData(@"pu\*mp\?*", "pu*mp?", false)]
    [InlineData(@"pu\*mp", "pu*mp", true)]
    [InlineData(@"a\\b", @"a\b", true)]
    public void LiteralPrefix_Pattern_IsWhatEveryMatchBeginsWith(string source, string prefix, bool isExact)
    {
        var pattern = TextPattern.FromSource(source);

        Assert.Equal(prefix, pattern.LiteralPrefix);
        Assert.Equal(isExact, pattern.IsExact);
    }

    [Fact]
    public void FromSource_EscapesThatAreNotNeeded_AreLeftOut() =>
        Assert.Equal(@"ab\*c*", TextPattern.FromSource(@"\a\b\*\c*").ToString());

    [Fact]
    public void Exactly_Wildcards_AreCharacters()
    {
        var pattern = TextPattern.Exactly(@"a*b?c\d");

        Assert.Equal(@"a\*b\?c\\d", pattern.Escaped);
        Assert.Equal(@"a*b?c\d", pattern.Text);
        Assert.Equal(TextPattern.FromSource(@"a\*b\?c\\d"), pattern);
    }

    [Theory]
    [InlineData("*a?*", '*', 2, true)]
    [InlineData("*a?*", '?', 1, false)]
    [InlineData(@"\*a*", '*', 1, false)]
    [InlineData("?", '?', 1, true)]
    public void Count_Wildcard_LeavesOutEscapedOnes(string source, char wildcard, int count, bool isFirst)
    {
        var pattern = TextPattern.FromSource(source);

        Assert.Equal(count, pattern.Count(wildcard));
        Assert.Equal(isFirst, pattern.BeginsWith(wildcard));
    }
}
