using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace IotConnectivity.AspNetCore.Authentication;

public class SigV4PropertyTests
{
    private static readonly SlowSigner Signer = SlowSigner.Example;
    private static readonly SigV4Verifier Verifier = Example.Verifier();

    // What a server lets through in a request line, and what signers find hard: hex in either case, blanks, plus signs, text beyond ASCII.
    private static readonly Arbitrary<string[]> Segments =
        Gen.Elements("a", "Z", "9", "-", "_", "~", ".x", "%3A", "%3a", "%7E", "%25", "%20", " ", "+", "=", ":", "@", "é", "ሴ", "*", "connectivity-data")
            .ToArbitrary().Array();

    private static readonly Arbitrary<string[]> Parameters =
        Gen.Elements("a=1", "a=2", "A=1", "a", "a=", "=a", "b=%2F", "b=%2f", "c=%20x", "c=+", "%61=1", "d==", "é=ü", "e=%E1%88%B4", "", "tag-1=x", "tag=x", "f=~%7E")
            .ToArbitrary().Array();

    private static readonly Arbitrary<string[]> Values =
        Gen.Elements("v", " v ", "a  b", "\ta\t b", "\"x   y\"", "", "é", "V").ToArbitrary().Array();

    [Fact]
    public void Verify_AnythingTheReferenceSigned_IsGood() =>
        Prop.ForAll(Segments, Parameters, Values, (segments, parameters, values) =>
            Verify(Signed(segments, parameters, values)).IsGood && Verify(Presigned(segments, parameters, values)).IsGood)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Append_AnyRequest_GivesTheReferencesCanonicalRequest() =>
        Prop.ForAll(Segments, Parameters, Values, (segments, parameters, values) =>
        {
            var request = Signed(segments, parameters, values);
            string[] names = [.. request.Headers.Select(header => header.Name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
            return Signer.Canonical(request, names) == Canonical(request, names);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Append_PathWithDotsAndSlashes_GivesTheReferencesPath() =>
        Prop.ForAll(Gen.Elements("a", "", ".", "..", "...", ".b", "b.", "%2e").ToArbitrary().Array(), segments =>
        {
            var request = TestRequest.To("GET", "/" + string.Join('/', segments));
            return Signer.Canonical(request, ["host"]) == Canonical(request, ["host"]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Verify_OneCharacterChanged_IsGoodOnlyIfTheReferenceSeesNoDifference() =>
        Prop.ForAll(Segments, Parameters, ArbMap.Default.ArbFor<(int Place, int At, char To)>(), (segments, parameters, change) =>
        {
            var request = Signed(segments, parameters, ["v"]) with { Body = "body"u8.ToArray() };
            var changed = Change(request, change.Place & 3, change.At & int.MaxValue, (char)(' ' + (change.To % 95)));
            if (!Verify(changed).IsGood) return true;
            string[] names = [.. request.Headers.Select(header => header.Name.ToLowerInvariant()).Where(name => name != "authorization").Order(StringComparer.Ordinal)];
            return Signer.Canonical(request, names) == Signer.Canonical(changed, names);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Verify_ParametersAndHeadersInAnyOrder_IsTheSame() =>
        Prop.ForAll(Segments, Parameters, ArbMap.Default.ArbFor<int>(), (segments, parameters, seed) =>
        {
            var request = Presigned(segments, parameters, ["v"]);
            var random = new Random(seed);
            var cut = request.Target.Split('?', 2);
            var shuffled = cut[1].Split('&');
            random.Shuffle(shuffled);
            (string Name, string Value)[] headers = [.. request.Headers, ("User-Agent", "x"), ("Accept", "y")];
            random.Shuffle(headers);
            return Verify(request with { Target = cut[0] + "?" + string.Join('&', shuffled), Headers = headers }).IsGood;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Append_ItsOwnCanonicalQuery_IsTheSame() =>
        Prop.ForAll(Parameters, parameters =>
        {
            var once = CanonicalQueryOf(string.Join('&', parameters));
            return once == CanonicalQueryOf(once) && once == SlowSigner.CanonicalQueryOf(once);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Verify_CachedSigningKeys_DecideLikeFreshOnesAlsoAcrossMidnight() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), offsets =>
        {
            var cached = Example.Verifier();
            return offsets.All(offset =>
            {
                // Around two midnights, signed with the right day's key or the one before.
                var signedAt = Example.At("20260115T235955Z").AddSeconds(Math.Abs(offset % 10)).AddDays(Math.Abs(offset / 10 % 2));
                var timestamp = signedAt.ToString("yyyyMMdd'T'HHmmss'Z'");
                var request = Signer.SignInHeader(TestRequest.To("GET", "/things"), timestamp);
                if (offset % 3 == 0) request = request.Replace("Authorization", value => value.Replace("Signature=", "Signature=0", StringComparison.Ordinal)[..^1]);
                return request.VerifyWith(cached, signedAt) == request.VerifyWith(Example.Verifier(), signedAt) with { Key = request.VerifyWith(cached, signedAt).Key };
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Verify_SignedBeforeMidnight_IsGoodAfterIt()
    {
        var verifier = Example.Verifier();
        var late = Signer.SignInHeader(TestRequest.To("GET", "/things"), "20260115T235959Z");
        var early = Signer.SignInHeader(TestRequest.To("GET", "/things"), "20260116T000001Z");

        Example.AssertGood(late.VerifyWith(verifier, Example.At("20260116T000300Z")));
        Example.AssertGood(early.VerifyWith(verifier, Example.At("20260115T235900Z")));
        Example.AssertGood(late.VerifyWith(verifier, Example.At("20260116T000458Z")));
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Verify_ArbitraryBytes_NeverThrowsAndNeverAccepts()
    {
        const int seed = 20260115;
        var random = new Random(seed);
        var seeds = new[] { Signed(["a", "%3A"], ["a=1", "b"], ["v"]), Presigned(["a"], ["c=%20x"], ["v"]) };
        for (var i = 0; i < 200_000; i++)
        {
            var original = seeds[i % seeds.Length];
            var mangled = original with
            {
                Method = Mangle(random, original.Method),
                Target = Mangle(random, original.Target),
                Headers = [.. original.Headers.Select(header => (header.Name, Mangle(random, header.Value)))],
            };
            if (mangled.Target == original.Target && mangled.Headers.SequenceEqual(original.Headers)) continue;

            var verdict = Verify(mangled);

            if (verdict.IsGood) Assert.Equal(CanonicalOf(original), CanonicalOf(mangled));
        }

        static string CanonicalOf(TestRequest request)
        {
            var names = request.Headers.Select(header => header.Name.ToLowerInvariant()).Where(name => name is not "authorization").Order(StringComparer.Ordinal);
            return Signer.Canonical(request, [.. names]);
        }
    }

    private static string Mangle(Random random, string text)
    {
        if (random.Next(4) == 0) return RandomText(random, random.Next(40));
        var changed = new StringBuilder(text);
        for (var edits = random.Next(3); edits > 0 && changed.Length > 0; edits--)
        {
            var at = random.Next(changed.Length);
            switch (random.Next(4))
            {
                case 0: changed.Remove(at, 1); break;
                case 1: changed.Insert(at, RandomText(random, 1 + random.Next(3))); break;
                case 2: changed[at] = (char)random.Next(128); break;
                default: changed.Remove(at, random.Next(changed.Length - at)); break;
            }
        }

        return changed.ToString();
    }

    private static string RandomText(Random random, int length) => string.Create(length, random, static (text, random) =>
    {
        const string likely = "=&%;,/ ?.+\t-AZaz09:~";
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = random.Next(3) == 0 ? (char)random.Next(char.MaxValue + 1) : likely[random.Next(likely.Length)];
        }
    });

    private static TestRequest Signed(string[] segments, string[] parameters, string[] values) =>
        Signer.SignInHeader(Unsigned(segments, parameters, values), Example.Timestamp);

    private static TestRequest Presigned(string[] segments, string[] parameters, string[] values) =>
        Signer.SignInQuery(Unsigned(segments, parameters, values), Example.Timestamp);

    private static TestRequest Unsigned(string[] segments, string[] parameters, string[] values)
    {
        var request = TestRequest.To("POST", "/" + string.Join('/', segments) + "?" + string.Join('&', parameters)) with
        {
            Body = Encoding.UTF8.GetBytes(string.Concat(values)),
        };
        return values.Aggregate(request, (partial, value) => partial.With("X-Value", value));
    }

    private static TestRequest Change(TestRequest request, int place, int at, char to)
    {
        string Put(string text) => text.Length == 0 ? to.ToString() : $"{text.AsSpan(0, at % text.Length)}{to}{text.AsSpan((at % text.Length) + 1)}";
        return place switch
        {
            0 => request with { Target = Put(request.Target) },
            1 => request with { Body = [.. request.Body[..^1], (byte)to] },
            2 => request.Replace("X-Value", Put),
            _ => request with { Method = Put(request.Method) },
        };
    }

    private static string Canonical(TestRequest request, string[] names)
    {
        var text = new Utf8Buffer(16);
        var hash = PayloadHash.Of(request.Body);
        Assert.Null(CanonicalRequest.Append(ref text, request.ToSignedRequest(), string.Join(';', names), hash));
        var canonical = Encoding.UTF8.GetString(text.Written);
        text.Dispose();
        return canonical;
    }

    private static string CanonicalQueryOf(string query)
    {
        var text = new Utf8Buffer(16);
        CanonicalQuery.Append(ref text, query);
        var canonical = Encoding.UTF8.GetString(text.Written);
        text.Dispose();
        return canonical;
    }

    private static SigV4Verdict Verify(TestRequest request) => request.VerifyWith(Verifier, Example.Now);
}
