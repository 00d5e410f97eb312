using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.TestKit;

namespace IotConnectivity.Policies.Evaluation;

public class GlobTests
{
    private const char NonLatin = 'Ł';

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "*", true)]
    [InlineData("", "?", false)]
    [InlineData("a", "", false)]
    [InlineData("a", "?", true)]
    [InlineData("ab", "?", false)]
    [InlineData("ab", "a*b", true)]
    [InlineData("a", "a*a", false)]
    [InlineData("aa", "a*a", true)]
    [InlineData("abab", "*ab", true)]
    [InlineData("abc", "*b*", true)]
    [InlineData("abc", "*bb*", false)]
    [InlineData("aabaab", "*aaba*ab", true)]
    [InlineData("aabaab", "*aabaab*", true)]
    [InlineData("aaabaaab", "*aaab?aab", true)]
    [InlineData("aaabaab", "*aaab?aab", false)]
    [InlineData("xaab", "*a?b*", true)]
    [InlineData("xab", "*a?b*", false)]
    [InlineData("abcd", "*b?*?*", true)]
    [InlineData("abc", "*b?*?*", false)]
    [InlineData("abc", "a**c", true)]
    [InlineData("abc", "*x*", false)]
    [InlineData("abxab", "*a?*x*", true)]
    [InlineData("xŁa", "*Ł?*", true)]
    [InlineData("Łab", "*a?*", true)]
    [InlineData("Āab", "*a?*", true)]
    [InlineData("xĀb", "*Ā?*", true)]
    [InlineData("xāb", "*ā?*", true)]
    public void IsMatch_Pattern_MatchesAsExpected(string text, string pattern, bool expected) =>
        Assert.Equal(expected, Glob.IsMatch(text, Tokens(pattern)));

    [Fact]
    public void IsMatch_EveryShortRun_IsFoundJustWhereItIs()
    {
        var texts = WordsOf("ab", longest: 8).ToList();
        foreach (var run in WordsOf("ab?", longest: 4).Concat(WordsOf("ab", longest: 6)))
        {
            var tokens = Tokens($"*{run}*");
            foreach (var text in texts) Assert.True(Glob.IsMatch(text, tokens) == Contains(text, run), $"`{run}` in `{text}`");
        }

        static bool Contains(string text, string run) =>
            Enumerable.Range(0, Math.Max(0, text.Length - run.Length + 1)).Any(at => run.Select((c, i) => c == '?' || c == text[at + i]).All(same => same));
    }

    [Fact]
    public void IsMatch_AnyTextAndPattern_AgreesWithARegularExpression() =>
        Prop.ForAll(
                AnyOf("ab" + NonLatin).Array(),
                AnyOf("aab?*" + NonLatin).Array(),
                (characters, tokens) =>
                {
                    var (text, pattern) = (new string(characters), new string(tokens));
                    var expression = Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);

                    return Glob.IsMatch(text, Tokens(pattern)) == Regex.IsMatch(text, $@"\A{expression}\z", RegexOptions.Singleline);
                })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(20_000)).WithEndSize(24));

    [Fact]
    public void IsMatch_RunsLongerThanAWord_AgreeWithARegularExpression() =>
        Prop.ForAll(
                AnyOf("aaab").Array(),
                Gen.Choose(62, 67).ToArbitrary(),
                (characters, length) =>
                {
                    var run = new string('a', length - 2) + "?b";
                    var text = new string(characters) + new string('a', length - 2) + "ab" + new string(characters);

                    return Glob.IsMatch(text, Tokens($"*{run}*")) && Glob.IsMatch(text, Tokens($"*{run}*")) == text.Contains(run[..^2], StringComparison.Ordinal)
                        && !Glob.IsMatch(text.Replace('b', 'c'), Tokens($"*{run}*"));
                })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(500)));

    [Fact]
    public void IsMatch_RunsLongerThanTheStackBuffer_AreFound()
    {
        var run = string.Concat(Enumerable.Repeat("ab", 300));

        Assert.True(Glob.IsMatch($"x{run}b{run}y", Tokens($"*{run}b{run}*")));
        Assert.False(Glob.IsMatch($"x{run}a{run}y", Tokens($"*{run}b{run}*")));
    }

    /// <summary>The bound of the language reference: at most twice the text and twice the pattern.</summary>
    [Fact]
    public void IsMatch_AnyTextAndPattern_TakesLinearlyManySteps() =>
        Prop.ForAll(
                AnyOf("aaaaab").Array(),
                AnyOf("aaaaaab?*").Array(),
                (characters, tokens) =>
                {
                    // Runs with `?` longer than a word are another matter, see below.
                    var pattern = string.Join('*', tokens.Chunk(64).Select(run => new string(run)));

                    return Steps(new string(characters), pattern) <= Bound(characters.Length, pattern.Length);
                })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(20_000)).WithEndSize(400));

    [Theory]
    [InlineData("*aab", 1_000)]
    [InlineData("*aaaaaaaaaaaaaab*", 1)]
    [InlineData("*a?a?a?a?a?aab*", 1)]
    [InlineData("*a*a*a*a*a*a*a*b", 30)]
    [InlineData("*aaaaaaaab*aaaaaaaab", 20)]
    public void IsMatch_PatternsThatMakeBacktrackingSlow_TakeLinearlyManySteps(string unit, int times)
    {
        var pattern = string.Concat(Enumerable.Repeat(unit, times));
        var text = new string('a', 100_000) + "c";

        var steps = Steps(text, pattern);

        Assert.InRange(steps, 1, Bound(text.Length, pattern.Length));
    }

    [Fact]
    public void IsMatch_LongRunWithQuestionMark_CostsTextTimesRunAtMost()
    {
        var pattern = "*" + new string('a', 70) + "?b*";
        var text = new string('a', 2_000);

        Assert.InRange(Steps(text, pattern), Bound(text.Length, pattern.Length), (long)text.Length * pattern.Length);
    }

    private static IEnumerable<string> WordsOf(string characters, int longest)
    {
        IEnumerable<string> words = [""];
        for (var length = 1; length <= longest; length++)
        {
            words = words.SelectMany(word => characters.Select(c => word + c)).ToList();
            foreach (var word in words) yield return word;
        }
    }

    private static long Bound(int text, int pattern) => 2L * (text + pattern);

    private static long Steps(string text, string pattern)
    {
        var counter = default(StepCounter);
        Glob.IsMatch(text, Tokens(pattern), ref counter);
        return counter.Steps;
    }

    private static int[] Tokens(string pattern) => [.. pattern.Select(c => c switch { '*' => Glob.AnyRun, '?' => Glob.AnyOne, _ => c })];

    private static Arbitrary<char> AnyOf(string characters) => Gen.Elements(characters.ToCharArray()).ToArbitrary();

    private struct StepCounter : IStepCounter
    {
        public long Steps { get; private set; }

        public void Count(int steps) => Steps += steps;
    }
}
