using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Conditions;

public class ValueConditionTests
{
    [Theory]
    [InlineData("north", true)]
    [InlineData("PUMPS", true)]
    [InlineData("pump", false)]
    [InlineData("p*s", true)]
    [InlineData("north*pumps", false)]
    public void Term_ValueWithWords_IsHeldAgainstEach(string pattern, bool matches) =>
        Assert.Equal(matches, new TermCondition(TextPattern.FromSource(pattern), null).Matches("\tnorth \u2028 pumps ", null));

    [Fact]
    public void Term_NoBreakSpace_SeparatesNoWords()
    {
        Assert.False(new TermCondition(TextPattern.Exactly("north"), null).Matches("north\u00A0pumps", null));
        Assert.True(new TermCondition(TextPattern.Exactly("north\u00A0pumps"), null).Matches("north\u00A0pumps", null));
    }

    [Fact]
    public void Term_Number_MatchesEqualNumbersAndEqualText()
    {
        var condition = new TermCondition(TextPattern.Exactly("75"), 75);

        Assert.True(condition.Matches("75.0", 75));
        Assert.True(condition.Matches("75", null));
        Assert.False(condition.Matches("75.0", null));
        Assert.False(condition.Matches("76", 76));
    }

    [Theory]
    [InlineData("north", "north", true)]
    [InlineData("north", "NORTH pumps", true)]
    [InlineData("north", "northern", false)]
    [InlineData("north pumps", "all NORTH \t pumps", true)]
    [InlineData("north pumps", " north\npumps ", true)]
    [InlineData("north pumps", "north old pumps", false)]
    [InlineData("north pumps", "north pumpsx", false)]
    [InlineData("north pumps", "xnorth pumps", false)]
    [InlineData("north pumps", "northpumps", false)]
    [InlineData("a a b", "a a a b", true)]
    [InlineData("a*", "ab c", false)]
    [InlineData("a*", "b a*", true)]
    [InlineData("a", "", false)]
    public void Phrase_Value_HasTheWordsInARow(string phrase, string value, bool matches) =>
        Assert.Equal(matches, new PhraseCondition(phrase).Matches(value, null));

    [Theory]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(2_028)]
    public void Phrase_LongValue_IsFoundAtItsEnd(int length) =>
        Assert.True(new PhraseCondition("b c").Matches($"{new string('a', length - 4)} b c", null));

    [Theory]
    [InlineData(1, true, 3, true, "1 2 3")]
    [InlineData(1, false, 3, true, "2 3")]
    [InlineData(1, true, 3, false, "1 2")]
    [InlineData(1, false, 3, false, "2")]
    [InlineData(double.NegativeInfinity, true, 2, false, "0 1")]
    [InlineData(3, true, double.PositiveInfinity, true, "3 4")]
    [InlineData(3, true, 2, true, "")]
    public void Number_Interval_KeepsItsEnds(double min, bool includesMin, double max, bool includesMax, string matching)
    {
        var condition = new NumberCondition(min, includesMin, max, includesMax);

        Assert.Equal(matching, string.Join(' ', Enumerable.Range(0, 5).Where(number => condition.Matches("", number))));
    }

    [Fact]
    public void Number_ValueThatIsNone_DoesNotMatch() =>
        Assert.False(new NumberCondition(double.NegativeInfinity, true, double.PositiveInfinity, true).Matches("5", null));

    [Theory]
    [InlineData("b", true)]
    [InlineData("B", true)]
    [InlineData("bz", true)]
    [InlineData("d", false)]
    [InlineData("D", false)]
    [InlineData("cz", true)]
    [InlineData("a", false)]
    [InlineData("a c", true)]
    [InlineData("a e", false)]
    [InlineData("_", false)]
    public void TextRange_Value_HasAWordInside(string value, bool matches) =>
        Assert.Equal(matches, new TextRangeCondition("b", true, "d", false).Matches(value, null));

    [Fact]
    public void TextRange_OtherEnds_AreKept()
    {
        var condition = new TextRangeCondition("b", false, "d", true);

        Assert.False(condition.Matches("b", null));
        Assert.True(condition.Matches("D", null));
        Assert.False(condition.Matches("c", 5));
        Assert.True(new TextRangeCondition(null, true, "d", true).Matches("a", null));
        Assert.False(new TextRangeCondition(null, true, "d", true).Matches("e", null));
        Assert.True(new TextRangeCondition("d", true, null, true).Matches("e", null));
    }

    [Fact]
    public void Boolean_Value_IsItsText()
    {
        Assert.True(new BooleanCondition(true).Matches("true", null));
        Assert.False(new BooleanCondition(true).Matches("false", null));
        Assert.True(new BooleanCondition(false).Matches("false", null));
    }

    [Fact]
    public void Matches_UsualValues_DoesNotAllocate()
    {
        ValueCondition[] conditions =
        [
            new TermCondition(TextPattern.FromSource("a*b?c*d"), null), new TermCondition(TextPattern.FromSource("*b*"), 5), new PhraseCondition("a b"),
            new TextRangeCondition("a", true, "b", true), new NumberCondition(1, true, 2, true), new BooleanCondition(true),
        ];
        var value = new string('a', 250) + " b c";
        var matched = conditions.Count(condition => condition.Matches(value, null));
        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (var condition in conditions) matched -= condition.Matches(value, null) ? 1 : 0;

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(0, matched);
    }

    [Fact]
    public void Equals_SamePatternOrPhrase_AreEqual()
    {
        Assert.Equal(new TermCondition(TextPattern.FromSource("a*"), null), new TermCondition(TextPattern.FromSource("a*"), null));
        Assert.NotEqual(new TermCondition(TextPattern.FromSource("a*"), null), new TermCondition(TextPattern.FromSource(@"a\*"), null));
        Assert.NotEqual(new TermCondition(TextPattern.Exactly("1"), 1), new TermCondition(TextPattern.Exactly("1"), null));
        Assert.Equal(new PhraseCondition("a b"), new PhraseCondition(" a  b"));
        Assert.NotEqual(new PhraseCondition("a b"), new PhraseCondition("ab"));
        Assert.Equal(new PhraseCondition("a b").GetHashCode(), new PhraseCondition("a  b").GetHashCode());
        Assert.Equal(
            new TermCondition(TextPattern.FromSource("a*"), null).GetHashCode(), new TermCondition(TextPattern.FromSource("a*"), null).GetHashCode());
    }
}
