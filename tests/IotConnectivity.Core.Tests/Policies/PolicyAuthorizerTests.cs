using System.Globalization;
using IotConnectivity.Policies.Evaluation;
using static IotConnectivity.Policies.PolicyFixture;

namespace IotConnectivity.Policies;

public class PolicyAuthorizerTests
{
    [Fact]
    public void Authorize_NoDocuments_IsImplicitDeny()
    {
        var result = new PolicyAuthorizer([]).Ask();

        Assert.Equal(AuthorizationDecision.ImplicitDeny, result.Decision);
        Assert.False(result.IsAllowed);
        Assert.Null(result.Statement);
        Assert.Equal(AuthorizationErrors.None, result.Errors);
    }

    [Fact]
    public void Authorize_AllowInOneDocumentDenyInAnother_IsExplicitDenyAndNamesTheDeny()
    {
        var authorizer = new PolicyAuthorizer(
        [
            PolicyDocument.Parse(Document(Allow())),
            PolicyDocument.Parse("""
                {"Version":"2012-10-17","Id":"guards","Statement":[
                 {"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"},
                 {"Sid":"NoLamps","Effect":"Deny","Action":"iot:*","Resource":"arn:aws:iot:*:*:thing/lamp"}]}
                """),
        ]);

        var result = authorizer.Ask();

        Assert.Equal(AuthorizationDecision.ExplicitDeny, result.Decision);
        Assert.False(result.IsAllowed);
        Assert.Equal(new MatchedStatement(PolicyEffect.Deny, 1, "guards", 1, "NoLamps"), result.Statement);
    }

    [Fact]
    public void Authorize_SeveralApplying_NamesTheFirstInDocumentOrderWhateverTheirPrefixes()
    {
        var authorizer = Authorizer(
            Allow("arn:aws:iot:us-east-1:123456789012:thing/other"),
            Allow("arn:aws:iot:us-east-1:*"),
            Allow(Thing),
            Allow());

        Assert.Equal(1, authorizer.Ask().Statement!.StatementIndex);
        Assert.Equal(3, authorizer.Ask("*").Statement!.StatementIndex);
        Assert.True(authorizer.Ask().IsAllowed);
    }

    [Fact]
    public void Authorize_LongerPrefixIsEarlier_NamesTheEarlier()
    {
        var authorizer = Authorizer(Allow(Thing), Allow("arn:aws:iot:us-east-1:*"), Allow());

        Assert.Equal(0, authorizer.Ask().Statement!.StatementIndex);
        Assert.Equal(1, authorizer.Ask(Thing + "s").Statement!.StatementIndex);
    }

    [Fact]
    public void Authorize_PrefixesThatOnlySortSideBySide_AreKeptApart()
    {
        var authorizer = Authorizer(Allow("arn:aws:iot:r:1:a*"), Allow("arn:aws:iot:r:1:bbb*"), Allow("arn:aws:iot:r:1:bbbc*"));

        Assert.Equal(1, authorizer.Ask("arn:aws:iot:r:1:bbbx").Statement!.StatementIndex);
        Assert.Equal(0, authorizer.Ask("arn:aws:iot:r:1:abbb").Statement!.StatementIndex);
        Assert.Null(authorizer.Ask("arn:aws:iot:r:1:bb").Statement);
    }

    [Fact]
    public void Authorize_SeveralStatementsInDoubt_ReportTheErrorAll()
    {
        const string Numeric = """{"NumericEquals":{"app:n":5}}""";
        const string WithoutUser = """{"Effect":"Allow","Action":"*","NotResource":"arn:aws:iot:us-east-1:123456789012:thing/${aws:username}"}""";

        Assert.Equal(AuthorizationErrors.UnreadableValue, Authorizer(Conditional(Numeric), Conditional(Numeric)).Ask(context: "app:n=five").Errors);
        Assert.Equal(AuthorizationErrors.UnresolvedVariable, Authorizer(WithoutUser, WithoutUser).Ask().Errors);
    }

    [Fact]
    public void Explain_NothingApplies_IsImplicitDenyWithoutError()
    {
        var explanation = Authorizer(Allow("arn:aws:iot:r:1:thing/other")).Explain(new AuthorizationRequest(GetConnectivity, Thing, RequestContext.Empty, Now));

        Assert.Equal(AuthorizationDecision.ImplicitDeny, explanation.Result.Decision);
        Assert.Equal(AuthorizationErrors.None, explanation.Result.Errors);
        Assert.Empty(explanation.Statements);
    }

    [Fact]
    public void Authorize_ActionAskedForBefore_AllocatesNothing()
    {
        var authorizer = Authorizer(Allow("arn:aws:iot:us-east-1:123456789012:thing/*"), Deny("arn:aws:iot:*:*:thing/desk"));
        var request = new AuthorizationRequest(GetConnectivity, Thing, RequestContext.Empty, Now);
        Assert.True(authorizer.Authorize(request).IsAllowed);

        var before = GC.GetAllocatedBytesForCurrentThread();
        authorizer.Authorize(request);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void New_Null_IsNamed() =>
        Assert.Equal("documents", Assert.Throws<ArgumentNullException>(() => new PolicyAuthorizer(null!)).ParamName);

    [Fact]
    public void Authorize_FirstCandidatesConditionFails_TakesTheNext()
    {
        var authorizer = Authorizer(Conditional("""{"Bool":{"aws:SecureTransport":true}}"""), Allow());

        Assert.Equal(1, authorizer.Ask(context: "aws:SecureTransport=false").Statement!.StatementIndex);
        Assert.Equal(0, authorizer.Ask(context: "aws:SecureTransport=true").Statement!.StatementIndex);
    }

    [Theory]
    [InlineData("")]
    [InlineData("iot")]
    [InlineData(":GetThing")]
    [InlineData("iot:")]
    [InlineData("iot:a:b")]
    [InlineData("iot: GetThing")]
    [InlineData("iot:*")]
    [InlineData("iot:Gét")]
    public void Authorize_MalformedAction_IsRefusedEvenIfEverythingIsAllowed(string action)
    {
        var result = Authorizer(Allow()).Ask(action: action);

        Assert.Equal(AuthorizationDecision.ImplicitDeny, result.Decision);
        Assert.Equal(AuthorizationErrors.InvalidAction, result.Errors);
    }

    [Fact]
    public void Authorize_LongestAction_IsAllowedAndALongerOneRefused()
    {
        var longest = "iot:" + new string('a', PolicyLimits.MaxActionLength - 4);

        Assert.True(Authorizer(Allow()).Ask(action: longest).IsAllowed);
        Assert.Equal(AuthorizationErrors.InvalidAction, Authorizer(Allow()).Ask(action: longest + "a").Errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("thing/lamp")]
    [InlineData("arn:aws:iot:us-east-1:123456789012")]
    [InlineData("arn:aws:iot:us-east-1:123456789012:")]
    [InlineData("urn:aws:iot:us-east-1:123456789012:thing/lamp")]
    [InlineData("**")]
    public void Authorize_MalformedResource_IsRefusedEvenIfEverythingIsAllowed(string resource)
    {
        var result = Authorizer(Allow()).Ask(resource);

        Assert.Equal(AuthorizationDecision.ImplicitDeny, result.Decision);
        Assert.Equal(AuthorizationErrors.InvalidResource, result.Errors);
        Assert.Equal(AuthorizationErrors.InvalidResource, Explain(Authorizer(Allow()), resource).Result.Errors);
        Assert.Empty(Explain(Authorizer(Allow()), resource).Statements);
    }

    [Fact]
    public void Authorize_DefaultRequest_IsRefused()
    {
        var result = Authorizer(Allow()).Authorize(default);

        Assert.Equal(AuthorizationDecision.ImplicitDeny, result.Decision);
        Assert.Equal(AuthorizationErrors.InvalidAction | AuthorizationErrors.InvalidResource, result.Errors);
    }

    [Fact]
    public void DefaultResult_IsARefusal() => Assert.False(default(AuthorizationResult).IsAllowed);

    [Fact]
    public void Authorize_UnforeseenFailure_RefusesAndReportsIt()
    {
        var failure = new InvalidOperationException("broken");
        var document = PolicyDocument.Parse(Document(Allow()));
        var identity = new MatchedStatement(PolicyEffect.Allow, 0, null, 0, null);
        var authorizer = PolicyAuthorizer.Of(
            new CompiledStatement(document.Statements[0], 0, identity, [new FailingCondition(failure)]),
            new CompiledStatement(document.Statements[0], 1, identity));

        var result = authorizer.Ask();
        var explanation = Explain(authorizer);

        Assert.Equal(AuthorizationDecision.ImplicitDeny, result.Decision);
        Assert.Equal(AuthorizationErrors.EvaluationFailed, result.Errors);
        Assert.Same(failure, result.Failure);
        Assert.Equal(result, explanation.Result);
        Assert.Empty(explanation.Statements);
    }

    [Fact]
    public void Explain_SeveralApplying_ListsAllAndDecidesAsAuthorizeDoes()
    {
        var authorizer = Authorizer(Allow(), Deny("arn:aws:iot:*:*:index/*"), Deny(action: "iot:Get*"), Allow(Thing));

        var explanation = Explain(authorizer);

        Assert.Equal([0, 2, 3], explanation.Statements.Select(statement => statement.StatementIndex));
        Assert.Equal(authorizer.Ask(), explanation.Result);
        Assert.Equal(2, explanation.Result.Statement!.StatementIndex);
    }

    [Fact]
    public void Explain_OnlyAllowsApply_NamesTheFirst() =>
        Assert.Equal(1, Explain(Authorizer(Allow("*", "sns:*"), Allow(), Allow())).Result.Statement!.StatementIndex);

    [Fact]
    public void Explain_MalformedAction_IsRefused()
    {
        var request = new AuthorizationRequest("iot", Thing, RequestContext.Empty, Now);

        var explanation = Authorizer(Allow()).Explain(request);

        Assert.Equal(AuthorizationErrors.InvalidAction, explanation.Result.Errors);
        Assert.Empty(explanation.Statements);
    }

    [Fact]
    public void Authorize_MoreActionsThanArePrepared_DecidesTheRestAlike()
    {
        var authorizer = Authorizer(
            Allow(Thing, "iot:Get*"),
            Conditional("""{"Null":{"aws:username":"false"}}""", "Deny"),
            Allow("*", "iot:Get1*"),
            Allow("*", "iot:Get*"),
            Deny("*", "iot:Get2*"));
        for (var i = 0; i < PolicyLimits.MaxPreparedActions + 50; i++)
        {
            var action = string.Create(CultureInfo.InvariantCulture, $"iot:Get{i}");
            var isDenied = action.StartsWith("iot:Get2", StringComparison.Ordinal);
            var expected = isDenied ? AuthorizationDecision.ExplicitDeny : AuthorizationDecision.Allowed;

            var result = authorizer.Ask(action: action);

            Assert.Equal(expected, result.Decision);
            Assert.Equal(isDenied ? 4 : 0, result.Statement!.StatementIndex);
            Assert.Equal(result, authorizer.Ask(action: action.ToUpperInvariant()));
            Assert.Equal(1, authorizer.Ask(action: action, context: "aws:username=x").Statement!.StatementIndex);
        }

        Assert.Equal(AuthorizationDecision.ImplicitDeny, authorizer.Ask(action: "iot:Other").Decision);
    }

    [Fact]
    public void Constructor_Null_Throws() => Assert.Throws<ArgumentNullException>(() => new PolicyAuthorizer(null!));

    [Fact]
    public void AuthorizationRequest_NullContext_Throws() =>
        Assert.Throws<ArgumentNullException>(() => new AuthorizationRequest("iot:A", "*", null!, Now).Action.Length);

    private static AuthorizationExplanation Explain(PolicyAuthorizer authorizer, string resource = Thing) =>
        authorizer.Explain(new AuthorizationRequest(GetConnectivity, resource, RequestContext.Empty, Now));

    private sealed class FailingCondition(Exception failure) : CompiledCondition
    {
        internal override bool Holds(ref EvaluationScope scope) => throw failure;
    }
}
