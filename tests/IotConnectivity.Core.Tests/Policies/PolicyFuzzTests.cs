using System.Text;
using IotConnectivity.TestKit;

namespace IotConnectivity.Policies;

/// <summary>A million damaged documents and a hundred thousand generated cases: errors are values, and no answer is a failure.</summary>
[Trait("Category", "Fuzz")]
public class PolicyFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20260301;
    private static readonly int Documents = Repetitions.Of(1_000_000);
    private static readonly int Cases = Repetitions.Of(100_000);

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0041", "\\ud800", "\\n", "null", "true", "1e9", "*", "?", "${", "}", "${aws:username, '", "é", "Ā", "\u0001",
        "\"Effect\"", "\"Allow\"", "\"Action\":", "\"Statement\":", "\"Condition\":{\"", "ForAllValues:", "IfExists", "StringNotLike", "::", "/33", "2026-13",
    ];

    [Fact]
    public void TryParse_DamagedDocuments_FailWithAnErrorAndNothingElse()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var seeds = Enumerable.Range(0, 500).SelectMany(_ => AnyCase(random).Documents).Select(Encoding.UTF8.GetBytes).ToArray();
        var read = 0;
        for (var i = 0; i < Documents; i++)
        {
            var bytes = Damaged(seeds[random.Next(seeds.Length)], random);

            if (PolicyDocument.TryParse(bytes, out var document, out var error))
            {
                read++;
                if (i % 64 == 0) Assert.True(PolicyDocument.TryParse(document.ToString(), out _, out _), Encoding.UTF8.GetString(bytes));
            }
            else if (error.Message.Length == 0 || error.Message.Contains('\n') || error.Path[0] != '$' || error.Offset < 0 || error.Offset > bytes.Length)
            {
                Assert.Fail($"{error} {error.Path} {error.Offset} for {Encoding.UTF8.GetString(bytes)}");
            }
        }

        output.WriteLine($"{read} of {Documents} documents were valid");
        Assert.InRange(read, Documents / 100, Documents / 2);
    }

    [Fact]
    public void Authorize_GeneratedCases_NeverFailAndAgreeWithExplain()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (var i = 0; i < Cases; i++)
        {
            var drawn = AnyCase(random);
            var resource = i % 10 == 0 ? AnyText(random) : drawn.Resource;
            var action = i % 10 == 1 ? AnyText(random) : drawn.Action;
            var authorizer = new PolicyAuthorizer(drawn.Documents.Select(PolicyDocument.Parse));
            var request = new AuthorizationRequest(action, resource, drawn.Context().With("test:k", AnyText(random)), PolicyCase.Now);

            var result = authorizer.Authorize(request);

            if (result.Failure is not null || result.Decision != authorizer.Explain(request).Result.Decision)
                Assert.Fail($"{result} for {action} on {resource}, {drawn}");
        }
    }

    private static PolicyCase AnyCase(Random random)
    {
        var choices = new int[80];
        for (var i = 0; i < choices.Length; i++) choices[i] = random.Next();
        return new PolicyCase(choices);
    }

    private static string AnyText(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Fragments[random.Next(Fragments.Length)]));

    // One to three damages: a byte changed, a piece cut out, doubled or put in.
    private static byte[] Damaged(byte[] seed, Random random)
    {
        var bytes = seed;
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var at = random.Next(bytes.Length + 1);
            var end = Math.Min(bytes.Length, at + random.Next(1, 12));
            bytes = random.Next(4) switch
            {
                0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[Math.Min(at + 1, bytes.Length)..]],
                1 => [.. bytes[..at], .. bytes[end..]],
                2 => [.. bytes[..end], .. bytes[at..]],
                _ => [.. bytes[..at], .. Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)]), .. bytes[at..]],
            };
        }

        return bytes;
    }
}
