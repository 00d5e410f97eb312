using System.Text;
using IotConnectivity.TestKit;

namespace IotConnectivity.Lifecycle;

// A million inputs that are nearly right, or not at all: each is an event or an error with a code, and nothing is thrown.
[Trait("Category", "Fuzz")]
public class LifecycleFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 17;
    private static readonly int Inputs = Repetitions.Of(500_000);

    [Fact]
    public void AwsLifecycleParser_AnyInput_GivesAnEventOrAnError()
    {
        output.WriteLine($"seed {Seed}, {Inputs} inputs");
        string[] names = ["connected", "connected-extended", "connected-exclusive-thing", "disconnected", "connect_failed", "subscribed", "heartbeat"];
        var mutator = new Fuzzed(
            Seed,
            [.. names.Select(n => GoldenFile.Read($"aws/{n}.json"))],
            ["null", "true", "-1", "1e9", "\"", "\\u0000", "\\ud800", "{", "}", "[", "]", ",", ":", "\"clientId\":", "\"timestamp\":", "\"\"", "9223372036854775808", "\n"]);
        var parser = new AwsLifecycleParser { ReadsPrincipal = true };
        var (events, errors) = (0, 0);

        for (var i = 0; i < Inputs; i++)
        {
            var input = mutator.Next();
            if (parser.TryParse(input, out var read, out var error))
            {
                Fuzzed.AssertWhole(read);
                events++;
            }
            else
            {
                Fuzzed.AssertWhole(error, input.Length);
                errors++;
            }
        }

        AssertBothHappen(events, errors);
    }

    [Fact]
    public void JsonLifecycleReader_AnyBody_IsReadToItsEnd()
    {
        output.WriteLine($"seed {Seed}, {Inputs / 10} bodies");
        var a = Encoding.UTF8.GetString(GoldenFile.Read("aws/connected.json"));
        var line = a.Replace("\n", "", StringComparison.Ordinal);
        var mutator = new Fuzzed(
            Seed,
            [.. new[] { a, $"{line}\n{line}\n", $"[{a},{line}]", $"[\n{line}\n]" }.Select(Encoding.UTF8.GetBytes)],
            ["\n", "[", "]", "{", "}", ",", "\"", "\\", "\uFEFF", " ", "\r\n", "x"]);
        var parser = new AwsLifecycleParser();
        var (events, errors) = (0, 0);

        for (var i = 0; i < Inputs / 10; i++)
        {
            var body = mutator.Next();
            foreach (var (position, read, error) in new JsonLifecycleReader(parser).ReadAll(body, 1 + (i % 200), 50))
            {
                Assert.InRange(position, 1, body.Length);
                if (error is null) Fuzzed.AssertWhole(read);
                else Fuzzed.AssertWhole(error, body.Length);
                if (error is null) events++;
                else errors++;
            }
        }

        AssertBothHappen(events, errors);
    }

    [Fact]
    public void MosquittoLogSession_AnyLine_GivesAnEventAnErrorOrNothing()
    {
        output.WriteLine($"seed {Seed}, {Inputs} lines");
        string[] logs = ["2.0.11.log", "2.0.11-topics.log", "2.0.22-impostor.log", "2.1.2.log"];
        var lines = logs.SelectMany(n => Encoding.UTF8.GetString(GoldenFile.Read("mosquitto/" + n)).Split('\n')).Where(l => l.Length > 0);
        var mutator = new Fuzzed(
            Seed,
            [.. lines.Select(Encoding.UTF8.GetBytes)],
            ["pump-17", "pump-11", "Client ", " disconnected", ".", ": ", ", ", " [", "]", "::ffff:", " (p2, c1, k60", ").", "<unknown>", " closed its connection.", "1767168000", "99999", "'"]);
        var session = new MosquittoLogSession { MaxOpenConnections = 1_000, ReadsPrincipal = true };
        var (events, errors) = (0, 0);
        long last = 0;
        LifecycleSource? source = null;

        for (var i = 0; i < Inputs; i++)
        {
            var line = mutator.Next();
            if (session.TryParseLine(line, 1_767_168_000_000, out var read, out var error))
            {
                Fuzzed.AssertWhole(read);
                events++;
                if (read.Kind != LifecycleEventKind.Connected) continue;
                Assert.True(!ReferenceEquals(source, read.Source) || read.Number > last, "connections of one lifetime are numbered upwards");
                (source, last) = (read.Source, read.Number!.Value);
            }
            else if (error is not null)
            {
                Fuzzed.AssertWhole(error, line.Length);
                errors++;
            }
        }

        AssertBothHappen(events, errors);
    }

    private static void AssertBothHappen(int events, int errors)
    {
        Assert.InRange(events, Inputs / 100, int.MaxValue);
        Assert.InRange(errors, Inputs / 100, int.MaxValue);
    }
}
