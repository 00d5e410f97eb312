using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.Queries.Ast;
using IotConnectivity.TestKit;

namespace IotConnectivity.Queries.Conditions;

public class GlobTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("", "a", false)]
    [InlineData("?", "a", true)]
    [InlineData("?", "ab", false)]
    [InlineData("pump", "PUMP", true)]
    [InlineData("a*b", "ab", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("*ab", "abab", true)]
    [InlineData("*b*", "abc", true)]
    [InlineData("*bb*", "abc", false)]
    [InlineData("*b?d*", "abbcbxd", true)]
    [InlineData("*b?D*", "aBxdx", true)]
    [InlineData("*b?d*", "abd", false)]
    [InlineData("*?*", "", false)]
    [InlineData("*?*", "a", true)]
    [InlineData("a**b", "ab", true)]
    [InlineData("a?*", "a", false)]
    [InlineData("*a*a", "aba", true)]
    [InlineData("*a*a", "ba", false)]
    [InlineData("a*a*", "aba", true)]
    [InlineData("*aab*b", "aaabb", true)]
    [InlineData("*aab*b", "aaab", false)]
    [InlineData(@"a\*", "a*", true)]
    [InlineData(@"a\*", "ab", false)]
    [InlineData(@"*\?b*", "a?b", true)]
    [InlineData(@"*\?b*", "axb", false)]
    [InlineData("GRÜN*", "grün-1", true)]
    [InlineData("*Ü?X*", "aüyxb", true)]
    [InlineData("*𐐀?x*", "a𐐨yxb", true)]
    public void IsMatch_Pattern_MatchesTheWholeText(string pattern, string text, bool matches) =>
        Assert.Equal(matches, new Glob(TextPattern.FromSource(pattern)).IsMatch(text));

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    public void IsMatch_LongRun_IsFoundAcrossWords(int length)
    {
        var run = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i * i % 26))));
        var literal = new Glob(TextPattern.FromSource($"*{run}*"));
        var withAnyOne = new Glob(TextPattern.FromSource($"*{run[..(length - 3)]}?{run[^2..]}*"));

        Assert.All([literal, withAnyOne], glob =>
        {
            Assert.True(glob.IsMatch($"{run[..(length - 1)]}{run.ToUpperInvariant()}x"));
            Assert.False(glob.IsMatch($"{run[..(length - 1)]}.{run[1..]}"));
        });
    }

    [Fact]
    public void IsMatch_AnyPattern_AgreesWithTheSlowMatcher() =>
        Prop.ForAll(
                Gen.Elements([.. "aab?*B"]).ToArbitrary().Array(),
                Gen.Elements([.. "aabAB"]).ToArbitrary().Array(),
                (pattern, text) => AgreesWithTheSlowMatcher(new string(pattern), new string(text)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(20_000)).WithEndSize(12));

    [Fact]
    public void IsMatch_AnyLongRun_AgreesWithTheSlowMatcher() =>
        Prop.ForAll(
                Gen.Elements([.. "aaaaaaaaaaaaaaaab?"]).ToArbitrary().Array(),
                Gen.Elements([.. "aaaaaaaaaaaaaaaab"]).ToArbitrary().Array(),
                (run, rest) => AgreesWithTheSlowMatcher(
                    $"*{new string(run)}*", $"{new string(rest)}{new string(run).Replace('?', 'b')}{new string(rest)}"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(1_000)).WithStartSize(60).WithEndSize(200));

    [Fact]
    public void Fold_AnyCharacter_IsTheSameInEveryWayToSearch()
    {
        for (var code = 1; code < char.MaxValue; code += Repetitions.AreFew ? 97 : 1)
        {
            var (lower, upper) = (((char)code).ToString(), char.ToUpperInvariant((char)code).ToString());
            if (char.IsSurrogate((char)code) || lower == upper) continue;

            var pattern = TextPattern.Exactly(lower).Escaped;

            Assert.True(new Glob(TextPattern.FromSource($"{pattern}?")).IsMatch($"{upper}x"), lower);
            Assert.True(new Glob(TextPattern.FromSource($"*{pattern}*")).IsMatch($"{upper}x"), lower);
            Assert.True(new Glob(TextPattern.FromSource($"*{pattern}?*")).IsMatch($"{upper}x"), lower);
        }
    }

    private static bool AgreesWithTheSlowMatcher(string pattern, string text) =>
        new Glob(TextPattern.FromSource(pattern)).IsMatch(text) == SlowQueryEvaluator.IsMatch(TextPattern.FromSource(pattern), text);
}
