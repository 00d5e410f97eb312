using System.Text;
using IotConnectivity.Queries.Binding;
using IotConnectivity.Queries.Parsing;
using IotConnectivity.Queries.Schema;
using IotConnectivity.TestKit;

namespace IotConnectivity.Queries;

/// <summary>Random and damaged queries: errors are values with a place, what is read prints itself, and no work is done twice.</summary>
[Trait("Category", "Fuzz")]
public class QueryFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20260302;
    private static readonly int Queries = Repetitions.Of(300_000);

    private static readonly string[] Fragments =
    [
        "(", ")", "[", "]", "{", "}", ":", "\"", "\\", "*", "?", " ", "\t", "-", "!", "+", "~", "^", "/", "&&", "||", "<", ">=", " AND ", " OR ", " NOT ", " TO ",
        "thingName:", "attributes.a:", "connectivity.connected:", "true", "deviceDefender.*.b.inViolation:", "shadow.reported.a", "a", "1", "-1e5", "é", "😀", "\uD800", "\u3000", "\0",
    ];

    [Fact]
    public void TryParse_RandomText_AnswersWithATreeOrAnError()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (var i = 0; i < Queries; i++)
        {
            Check(string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => Fragments[random.Next(Fragments.Length)])));
        }
    }

    [Fact]
    public void TryParse_DamagedQueries_AnswerWithATreeOrAnError()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var read = 0;
        for (var i = 0; i < Queries; i++)
        {
            var drawn = new QueryCase([.. Enumerable.Range(0, 40).Select(_ => random.Next())]);
            if (Check(Damaged((i % 2 == 0 ? drawn.Tree : drawn.Bindable).ToString(), random))) read++;
        }

        output.WriteLine($"{read} of {Queries} queries could be read");
        Assert.InRange(read, Queries / 20, Queries * 9 / 10);
    }

    [Theory]
    [InlineData("(", "", ")")]
    [InlineData("-(", "a", ")")]
    [InlineData("a:(", "b", ")")]
    [InlineData("/", "", "")]
    [InlineData("\"", "", "")]
    [InlineData("\\", "", "")]
    [InlineData("a OR (b ", "c", ")")]
    [InlineData("*", "", "*")]
    [InlineData("[", "", "]")]
    public void TryParse_HostileQueryOfTheGreatestLength_ReadsEachCharacterOnce(string open, string inside, string close)
    {
        var depth = (QueryLimits.MaxLength - inside.Length) / (open.Length + close.Length);

        Check($"{string.Concat(Enumerable.Repeat(open, depth))}{inside}{string.Concat(Enumerable.Repeat(close, depth))}");
    }

    private static bool Check(string text)
    {
        // Tokens that do not overlap, of which the parser looks one ahead: the work is linear.
        var end = 0;
        foreach (var token in QueryTokenizer.Read(text))
        {
            if (token.Start < end || (token.End == token.Start && token.Kind != TokenKind.End)) Assert.Fail($"{token} in {text}");
            end = token.End;
        }

        if (!FleetQuery.TryParse(text, out var query, out var error)) return CheckError(text, error);
        if (!QueryParser.TryParse(query.ToString(), out var again, out _) || !again.Root.Equals(query.Root)) Assert.Fail($"{query} for {text}");
        if (!QueryBinder.TryBind(query, QuerySchema.Things, QueryFixture.Everything, out _, out error)) CheckError(text, error);
        return true;
    }

    private static bool CheckError(string text, QueryError error)
    {
        if (error.Position < 0 || error.Position > text.Length || error.Reason.Length == 0 || !error.Message.Contains(error.Reason, StringComparison.Ordinal))
            Assert.Fail($"{error} at {error.Position} for {text}");
        return false;
    }

    // One to three damages: a character changed, a piece cut out, doubled or put in.
    private static string Damaged(string seed, Random random)
    {
        var text = seed;
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var at = random.Next(text.Length + 1);
            var end = Math.Min(text.Length, at + random.Next(1, 8));
            text = random.Next(4) switch
            {
                0 => $"{text[..at]}{(char)random.Next(1, 0x250)}{text[Math.Min(at + 1, text.Length)..]}",
                1 => $"{text[..at]}{text[end..]}",
                2 => $"{text[..end]}{text[at..]}",
                _ => new StringBuilder(text).Insert(at, Fragments[random.Next(Fragments.Length)]).ToString(),
            };
        }

        return text;
    }
}
