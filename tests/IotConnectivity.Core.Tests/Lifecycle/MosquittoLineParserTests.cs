using System.Text;
using System.Text.RegularExpressions;
using IotConnectivity.TestKit;

namespace IotConnectivity.Lifecycle;

public class MosquittoLineParserTests
{
    // The forms as anchored patterns, in the order in which they are tried. Digits are written [0-9] because a log has no others.
    private static readonly (MosquittoLineKind Kind, Regex Pattern)[] Patterns =
    [
        (MosquittoLineKind.Connect, Pattern(@"^New (?<what>client|bridge) connected from (?<addr>\S+?)(?::(?<port>[0-9]+))? as (?<id>.+) \(p(?<p>[0-9]+), c(?<c>[01]), k(?<k>[0-9]+)(?:, u'(?<u>.*)')?\)\.$")),
        (MosquittoLineKind.Accept, Pattern(@"^New connection from (?<addr>.+?)(?::(?<port>[0-9]+))? on port (?<lport>[0-9]+)\.$")),
        (MosquittoLineKind.Takeover, Pattern(@"^Client (?<id>.+) already connected, closing old connection\.$")),
        (MosquittoLineKind.EndWithPeer, Pattern(@"^Client (?<id>.+) \[(?<addr>[^\]]*):(?<port>[0-9]+)\] disconnected(?:: (?<why>.+?))?\.?$")),
        (MosquittoLineKind.Timeout, Pattern(@"^Client (?<id>.+) has exceeded timeout, disconnecting\.$")),
        (MosquittoLineKind.Closed, Pattern(@"^Client (?<id>.+) closed its connection\.$")),
        (MosquittoLineKind.Administrative, Pattern(@"^Client (?<id>.+) been disconnected by administrative action\.$")),
        (MosquittoLineKind.EndWithReason, Pattern(@"^Client (?<id>.+) disconnected(?: due to |, |: | for )(?<why>.+)\.$")),
        (MosquittoLineKind.Clean, Pattern(@"^Client (?<id>.+) disconnected\.$")),
        (MosquittoLineKind.SocketError, Pattern(@"^Bad socket read/write on client (?<id>.+): (?<why>[^:]+)$")),
        (MosquittoLineKind.SessionExpiry, Pattern(@"^Expiring client (?<id>.+) due to timeout\.$")),
        (MosquittoLineKind.Starting, Pattern(@"^mosquitto version (?<v>\S+) starting$")),
        (MosquittoLineKind.Running, Pattern(@"^mosquitto version (?<v>\S+) running$")),
        (MosquittoLineKind.Terminating, Pattern(@"^mosquitto version (?<v>\S+) terminating$")),
    ];

    private static readonly string[] Fragments =
    [
        "New client connected from ", "New bridge connected from ", "New connection from ", "Client ", "Bad socket read/write on client ",
        "Expiring client ", "mosquitto version ", "198.51.100.24", "::ffff:198.51.100.24", "::1", ":52123", ":", "1883", " on port ", ".", " as ",
        "pump-17", "wärme", "😀", " ", "'", "\"", "[", "]", " [", "] disconnected", " [1.2.3.4:5]", " [x:7] disconnected", " (p2, c1, k9)",
        " (p2, c1, k60, u'fleet').", " (p5, c0, k30).", ", u'", "').", " (p", "2", ", c1", ", c0, k", ", k60", ").", " already connected, closing old connection.",
        " has exceeded timeout, disconnecting.", " closed its connection.", " been disconnected by administrative action.", " disconnected",
        " due to ", ", ", ": ", " for ", "not authorised", "protocol error", " disconnected.", " due to timeout.", "2.0.22", " starting", " running",
        " terminating", "\t", "session taken over", "<unknown>",
    ];

    private static readonly string[] Lines =
    [
        "New connection from 198.51.100.24:52123 on port 1883.",
        "New client connected from 198.51.100.24:52123 as pump-17 (p2, c1, k60, u'fleet').",
        "New bridge connected from ::1:41022 as site (p2, c1, k9) as x (p2, c0, k60).",
        "Client pump-17 [198.51.100.24:56536] disconnected: session taken over.",
        "Client pump-17 [1.2.3.4:5] [198.51.100.24:56536] disconnected.",
        "Client pump-17 disconnected due to malformed packet.",
        "Client pump-17 disconnected: foo disconnected.",
        "Client pump-17 has exceeded timeout, disconnecting.",
        "Client pump-17 closed its connection.",
        "Client pump-17 been disconnected by administrative action.",
        "Client pump-17 already connected, closing old connection.",
        "Bad socket read/write on client pump-17: The connection was lost",
        "Expiring client pump-17 due to timeout.",
        "mosquitto version 2.0.22 starting",
    ];

    [Fact]
    public void Parse_GeneratedLines_AgreesWithThePatterns()
    {
        var random = new Random(20260105);
        var lines = Repetitions.Of(60_000);
        var matched = 0;
        for (var i = 0; i < lines; i++)
        {
            var line = i % 3 == 0 ? Concatenate(random) : Mutate(random, Lines[random.Next(Lines.Length)]);
            foreach (var wording in Enum.GetValues<MosquittoWording>())
            {
                var expected = Match(line, wording);
                Assert.Equal(expected, Describe(line, wording));
                if (expected.Length > 0) matched++;
            }
        }

        Assert.InRange(matched, lines / 2, lines * 3);
    }

    [Theory]
    [InlineData("New client connected from :80 as a (p2, c1, k60).")]
    [InlineData("New client connected from a: as a (p2, c1, k60).")]
    [InlineData("New client connected from a as  (p2, c1, k60).")]
    [InlineData("New client connected from a as (p2, c1, k60).")]
    [InlineData("New client connected from a as a (p2, c2, k60).")]
    [InlineData("New client connected from a as a (p2, c1, k60, u'').")]
    [InlineData("New client connected from a as a (p2, c1, k60, u').")]
    [InlineData("New client connected from a as a (p2, c1, k).")]
    [InlineData("New client connected from a as a (p, c1, k6).")]
    [InlineData("New client connected from a as a (p2, c1, k6) (p2, c1, k6")]
    [InlineData("New client connected from  as a (p2, c1, k6).")]
    [InlineData("New connection from a:1 on port 1.")]
    [InlineData("New connection from  on port 1.")]
    [InlineData("New connection from :1 on port 1.")]
    [InlineData("New connection from a on port .")]
    [InlineData("New connection from a on port 1")]
    [InlineData("New connection from a on port 1 on port 2.")]
    [InlineData("Client  disconnected.")]
    [InlineData("Client a [:1] disconnected")]
    [InlineData("Client a [] disconnected.")]
    [InlineData("Client a [1] disconnected.")]
    [InlineData("Client a [x:] disconnected.")]
    [InlineData("Client a [x:1] disconnected: ")]
    [InlineData("Client a [x:1] disconnected: .")]
    [InlineData("Client a [x:1] disconnected: ..")]
    [InlineData("Client a [x:1] disconnected: y")]
    [InlineData("Client a [x:1] disconnected..")]
    [InlineData("Client a] [x:1] disconnected")]
    [InlineData("Client a [x]y:1] disconnected")]
    [InlineData("Client  [x:1] disconnected")]
    [InlineData("Client [x:1] disconnected")]
    [InlineData("Client a [x [y:1] disconnected")]
    [InlineData("Client a [x:1] disconnected [y:2] disconnected")]
    [InlineData("Client a disconnected, .")]
    [InlineData("Client a disconnected, x.")]
    [InlineData("Client a disconnected for x.")]
    [InlineData("Client a disconnected for .")]
    [InlineData("Client  disconnected for x.")]
    [InlineData("Bad socket read/write on client a: x")]
    [InlineData("Bad socket read/write on client : x")]
    [InlineData("Bad socket read/write on client a: ")]
    [InlineData("Bad socket read/write on client a:x")]
    [InlineData("Bad socket read/write on client a: b: x")]
    [InlineData("Expiring client  due to timeout.")]
    [InlineData("mosquitto version 3 starting")]
    [InlineData("mosquitto version  starting")]
    [InlineData("mosquitto version 2 startin")]
    [InlineData("")]
    public void Parse_LineAtTheEdge_AgreesWithThePatterns(string line) =>
        Assert.All(Enum.GetValues<MosquittoWording>(), wording => Assert.Equal(Match(line, wording), Describe(line, wording)));

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static string Concatenate(Random random)
    {
        var line = new StringBuilder(Fragments[random.Next(7)]);
        for (var n = random.Next(1, 8); n > 0; n--) line.Append(Fragments[random.Next(Fragments.Length)]);
        return line.ToString();
    }

    private static string Mutate(Random random, string line)
    {
        for (var n = random.Next(3); n > 0; n--)
        {
            var at = random.Next(line.Length + 1);
            line = random.Next(3) switch
            {
                0 => line.Insert(at, Fragments[random.Next(Fragments.Length)]),
                1 when at < line.Length && !char.IsSurrogate(line[at]) => line.Remove(at, 1),
                _ => line[..at] + Fragments[random.Next(Fragments.Length)] + line[at..],
            };
        }

        return line;
    }

    private static string Match(string line, MosquittoWording wording)
    {
        foreach (var (kind, pattern) in Patterns)
        {
            if (kind == MosquittoLineKind.EndWithPeer && wording == MosquittoWording.IdOnly) continue;
            if (kind is >= MosquittoLineKind.Timeout and <= MosquittoLineKind.SocketError && wording == MosquittoWording.WithPeer) continue;
            var match = pattern.Match(line);
            if (!match.Success) continue;
            string Of(string name) => match.Groups[name].Value;
            return $"{kind}|{Of("id")}|{Of("addr")}|{Of("port")}|{Of("lport")}|{Of("p")}|{Of("c") == "1"}|{Of("k")}|{match.Groups["u"].Success}|{Of("u")}|{Of("why")}|{Of("v")}";
        }

        return "";
    }

    private static string Describe(string text, MosquittoWording wording)
    {
        var line = MosquittoLineParser.Parse(Encoding.UTF8.GetBytes(text), wording);
        if (line.Kind == MosquittoLineKind.Other) return "";
        static string Of(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
        return $"{line.Kind}|{Of(line.ClientId)}|{Of(line.Address)}|{Of(line.Port)}|{Of(line.ListenerPort)}|{Of(line.Protocol)}|{line.IsClean}|{Of(line.KeepAlive)}|{line.HasUser}|{Of(line.User)}|{Of(line.Why)}|{Of(line.Version)}";
    }
}
