using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.TestKit;

namespace IotConnectivity.Policies;

/// <summary>What holds for every policy and request; most of it was proved for Cedar and is tested here.</summary>
public class PolicyPropertyTests
{
    private const string AllowEverything = """{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";
    private const string DenyEverything = """{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}""";

    [Fact]
    public void Authorize_AnyCase_AgreesWithTheSlowEvaluator() =>
        ForAnyCase(5_000, drawn =>
        {
            var expected = new SlowPolicyEvaluator(drawn.Action, drawn.Resource, drawn.Facts, PolicyCase.Now).Decide(drawn.Documents);

            return drawn.Ask(drawn.Documents).Decision == expected;
        });

    [Fact]
    public void Explain_AnyCase_DecidesAsAuthorizeDoes() =>
        ForAnyCase(1_000, drawn =>
        {
            var authorizer = new PolicyAuthorizer(drawn.Documents.Select(PolicyDocument.Parse));
            var request = new AuthorizationRequest(drawn.Action, drawn.Resource, drawn.Context(), PolicyCase.Now);

            var explanation = authorizer.Explain(request);
            var result = authorizer.Authorize(request);

            return result.Decision == explanation.Result.Decision && Equals(result.Statement, explanation.Result.Statement)
                && (result.Statement is null) == (explanation.Statements.Count == 0);
        });

    [Fact]
    public void Authorize_DenyThatAlwaysApplies_TrumpsEverything() =>
        ForAnyCase(1_000, drawn => drawn.Ask([.. drawn.Documents, DenyEverything]).Decision == AuthorizationDecision.ExplicitDeny);

    [Fact]
    public void Authorize_NoStatementAllows_IsNotAllowed() =>
        ForAnyCase(1_000, drawn => !drawn.Ask(drawn.Documents.Select(OnlyDeny)).IsAllowed);

    [Fact]
    public void Authorize_AddingAnAllow_KeepsAllowedAndExplicitDeny() =>
        ForAnyCase(2_000, drawn =>
        {
            var before = drawn.Ask(drawn.Documents).Decision;
            var after = drawn.Ask([drawn.AnotherDocument("Allow"), .. drawn.Documents]).Decision;

            return before == AuthorizationDecision.ImplicitDeny ? after != AuthorizationDecision.ExplicitDeny : after == before;
        });

    [Fact]
    public void Authorize_AddingADeny_KeepsEveryRefusal() =>
        ForAnyCase(2_000, drawn =>
        {
            var before = drawn.Ask(drawn.Documents).Decision;
            var after = drawn.Ask([.. drawn.Documents, drawn.AnotherDocument("Deny")]).Decision;

            return after == before || after == AuthorizationDecision.ExplicitDeny;
        });

    [Fact]
    public void Authorize_OrderAndDuplicates_DoNotMatter() =>
        ForAnyCase(1_000, drawn =>
        {
            var reversed = drawn.Documents.Reverse().Concat(drawn.Documents);

            return drawn.Ask(reversed).Decision == drawn.Ask(drawn.Documents).Decision;
        });

    [Fact]
    public void Authorize_StatementsThatDoNotApply_MayBeLeftOut() =>
        ForAnyCase(1_000, drawn =>
        {
            var authorizer = new PolicyAuthorizer(drawn.Documents.Select(PolicyDocument.Parse));
            var request = new AuthorizationRequest(drawn.Action, drawn.Resource, drawn.Context(), PolicyCase.Now);
            var applying = authorizer.Explain(request).Statements;
            var slice = drawn.Documents
                .SelectMany((json, document) => PolicyDocument.Parse(json) is var parsed
                    ? parsed.Statements
                        .Where((_, index) => applying.Any(s => s.DocumentIndex == document && s.StatementIndex == index))
                        .Select(statement => new PolicyDocument(null, parsed.Version, [statement]))
                    : []);

            return new PolicyAuthorizer(slice).Authorize(request).Decision == authorizer.Authorize(request).Decision;
        });

    [Fact]
    public void ToString_AnyDocument_IsReadBackAsTheSame() =>
        ForAnyCase(1_000, drawn => drawn.Documents.All(json =>
        {
            var printed = PolicyDocument.Parse(json).ToString();

            return PolicyDocument.Parse(printed).ToString() == printed;
        }));

    [Fact]
    public void ToString_AnyDocument_DecidesAsTheOriginal() =>
        ForAnyCase(1_000, drawn =>
            drawn.Ask(drawn.Documents.Select(json => PolicyDocument.Parse(json).ToString())) == drawn.Ask(drawn.Documents));

    [Fact]
    public void PolicyCase_ManyCases_ReachEveryDecisionOften()
    {
        var random = new Random(7);
        var cases = Math.Max(Repetitions.Of(2_000), 500);
        var decisions = Enumerable.Range(0, cases)
            .Select(_ => new PolicyCase([.. Enumerable.Range(0, 120).Select(_ => random.Next())]))
            .Select(drawn => drawn.Ask(drawn.Documents).Decision)
            .CountBy(decision => decision)
            .ToDictionary();

        Assert.Equal(3, decisions.Count);
        Assert.All(decisions.Values, count => Assert.InRange(count, cases / 10, cases * 7 / 10));
    }

    [Fact]
    public void AllowEverything_AnyRequest_IsAllowed() => ForAnyCase(100, drawn => drawn.Ask([AllowEverything]).IsAllowed);

    private static string OnlyDeny(string json) => json.Replace("\"Allow\"", "\"Deny\"", StringComparison.Ordinal);

    private static void ForAnyCase(int tests, Func<PolicyCase, bool> holds) =>
        Prop.ForAll(
                Gen.Choose(0, 1_000_000).ToArbitrary().Array(),
                choices => holds(new PolicyCase(choices)).Label(new PolicyCase(choices).ToString()))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(tests)).WithStartSize(20).WithEndSize(200));
}
