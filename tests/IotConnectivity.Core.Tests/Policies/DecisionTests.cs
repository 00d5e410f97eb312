using System.Globalization;
using static IotConnectivity.Policies.PolicyFixture;

namespace IotConnectivity.Policies;

/// <summary>The rules that are easy to get wrong, one table per element. The language reference is tested in <see cref="LanguageReferenceTests"/>.</summary>
public class DecisionTests
{
    private const string SocketGrant =
        """
        {"Effect":"Allow","Action":"iot:GetThingConnectivityData","Resource":"arn:aws:iot:us-east-1:123456789012:thing/*",
         "Condition":{"Bool":{"iot:IncludeSocketInformation":"false"}}}
        """;

    private const string SocketGuard =
        """
        {"Effect":"Deny","Action":["iot:GetThingConnectivityData","iot:GetConnection"],"Resource":"*",
         "Condition":{"Bool":{"iot:IncludeSocketInformation":"true"}}}
        """;

    [Theory]
    [InlineData("iot:GetThing", "iot:GetThing", true)]
    [InlineData("IOT:getthing*", "iot:GetThingConnectivityData", true)]
    [InlineData("iot:GetThing", "iot:GetThings", false)]
    [InlineData("iot:*", "sns:Publish", false)]
    [InlineData("*", "sns:Publish", true)]
    [InlineData("*:Publish", "sns:Publish", true)]
    [InlineData("*:*", "sns:Publish", true)]
    [InlineData("iot:Get?hing", "iot:GetThing", true)]
    [InlineData("iot:GetThing?", "iot:GetThing", false)]
    [InlineData("iot:*Thing*Data", "iot:GetThingConnectivityData", true)]
    [InlineData("io:tGetThing", "iot:GetThing", false)]
    [InlineData("iot:**", "iot:GetThing", true)]
    public void Action_Pattern_MatchesAsTheGuideSays(string pattern, string action, bool expected)
    {
        var statement = $$"""{"Effect":"Allow","Action":"{{pattern}}","Resource":"*"}""";
        var negated = $$"""{"Effect":"Allow","NotAction":"{{pattern}}","Resource":"*"}""";

        Assert.Equal(expected, Authorizer(statement).Ask(action: action).IsAllowed);
        Assert.Equal(!expected, Authorizer(negated).Ask(action: action).IsAllowed);
    }

    [Theory]
    [InlineData("*", "*", true)]
    [InlineData("*", "arn:aws:iot:us-east-1:1:thing/x", true)]
    [InlineData("arn:aws:iot:us-east-1:*", "*", false)]
    [InlineData("arn:aws:iot:us-east-1:1:thing/*", "arn:aws:iot:us-east-1:1:thing/a/b:c", true)]
    [InlineData("arn:aws:iot:us-east-1:1:thing/*", "arn:aws:iot:us-east-1:1:thing/", true)]
    [InlineData("arn:aws:iot:us-east-1:1:thing/*", "arn:aws:iot:us-east-1:1:thing", false)]
    [InlineData("arn:aws:iot:us-east-1:1:thing/x", "arn:aws:iot:us-east-1:1:thing/xy", false)]
    [InlineData("arn:aws:iot:us-east-1:1:thing/xy", "arn:aws:iot:us-east-1:1:thing/x", false)]
    [InlineData("arn:aws:iot:us-east-1:1:thing/X", "arn:aws:iot:us-east-1:1:thing/x", false)]
    [InlineData("arn:aws:iot:us-east-1:1:thing/a?c", "arn:aws:iot:us-east-1:1:thing/a:c", true)]
    [InlineData("arn:aws:iot:us-east-1:1:thing/a*c*e", "arn:aws:iot:us-east-1:1:thing/abcde", true)]
    [InlineData("arn:aws:iot:us-east-1:1:thing/a*c*e", "arn:aws:iot:us-east-1:1:thing/abcd", false)]
    [InlineData("arn:aws:iot:*:1:thing/x", "arn:aws:iot:eu-west-1:1:thing/x", true)]
    [InlineData("arn:aws:iot:*:1:thing/x", "arn:aws:iot:eu-west-1:2:thing/x", false)]
    [InlineData("arn:aws:iot:*:1:thing/x", "arn:aws:iot:eu-west-1:2:client/a:1:thing/x", false)]
    [InlineData("arn:aws:iot:eu-*-1:1:thing/x", "arn:aws:iot:eu-west-1:1:thing/x", true)]
    [InlineData("arn:aws:iot:eu-*-1:1:thing/x", "arn:aws:iot:eu-:1-1:1:thing/x", false)]
    [InlineData("arn:aws:iot:us-east-1:*", "arn:aws:iot:us-east-1:1:thing/x", true)]
    [InlineData("arn:aws:iot:us-east-1:*", "arn:aws:iot:us-east-2:1:thing/x", false)]
    [InlineData("arn:aws:iot:us-*", "arn:aws:iot:us-east-2:1:thing/x", true)]
    [InlineData("arn:aws:iot:*-2*", "arn:aws:iot:us-east-2:1:thing/x", true)]
    [InlineData("arn:aws:iot:*-2*", "arn:aws:iot:us-east-1:1:thing/x-2", false)]
    [InlineData("arn:aws:iot:*:*:*", "arn:aws:iot:us-east-1:1:thing/x", true)]
    [InlineData("arn:*:iot:us-east-1:1:thing/x", "arn:aws-cn:iot:us-east-1:1:thing/x", true)]
    [InlineData("arn:aws-cn:iot:us-east-1:1:thing/x", "arn:aws-cn:iot:us-east-1:1:thing/x", true)]
    [InlineData("arn:aws-cn:iot:us-east-1:1:thing/x", "arn:aws:iot:us-east-1:1:thing/x", false)]
    [InlineData("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/key", true)]
    [InlineData("arn:aws:s3:::bucket/*", "arn:aws:s3::1:bucket/key", false)]
    public void Resource_Pattern_MatchesAsTheGuideSays(string pattern, string resource, bool expected)
    {
        var negated = $$"""{"Effect":"Allow","Action":"*","NotResource":"{{pattern}}"}""";

        Assert.Equal(expected, Authorizer(Allow(pattern)).Ask(resource).IsAllowed);
        Assert.Equal(!expected, Authorizer(negated).Ask(resource).IsAllowed);
    }

    [Theory]
    [InlineData("thing/${aws:username}", "aws:username=lamp", true)]
    [InlineData("thing/${AWS:UserName}", "aws:username=lamp", true)]
    [InlineData("thing/${aws:username}", "aws:username=lam", false)]
    [InlineData("thing/${aws:username}", "", false)]
    [InlineData("thing/${aws:username}", "aws:username=[lamp]", false)]
    [InlineData("thing/${aws:username, 'lamp'}", "", true)]
    [InlineData("thing/${aws:username, 'lamp'}", "aws:username=desk", false)]
    [InlineData("thing/${aws:username}*", "aws:username=la", true)]
    [InlineData("thing/*${aws:username}*p", "aws:username=am", true)]
    [InlineData("thing/*${aws:username}?", "aws:username=am", true)]
    [InlineData("thing/*${aws:username}?*", "aws:username=am", true)]
    [InlineData("thing/*${aws:username}?*", "aws:username=amp", false)]
    [InlineData("thing/lamp${aws:username, ''}", "", true)]
    [InlineData("thing/${a:b}", "a:b=lamp", true)]
    [InlineData("thing/${my-app.x:b}", "my-app.x:b=lamp", true)]
    [InlineData("thing/${aws:PrincipalTag/a:b}", "aws:PrincipalTag/a:b=lamp", true)]
    [InlineData("thing/${aws:username}", "aws:username=*", false)]
    [InlineData("thing/${aws:username}", "aws:username=l?mp", false)]
    [InlineData("thing/${aws:username}", "aws:username=${aws:userid}; aws:userid=lamp", false)]
    [InlineData("${aws:PrincipalTag/kind}/lamp", "aws:principaltag/KIND=thing", true)]
    public void Resource_Variable_StandsForItsValueLiterally(string name, string context, bool expected) =>
        Assert.Equal(expected, Authorizer(Allow($"arn:aws:iot:us-east-1:123456789012:{name}")).Ask(context: context).IsAllowed);

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("*")]
    public void Resource_VariableWithALongValue_IsMatchedWhole(string wildcard)
    {
        const string Prefix = "arn:aws:iot:us-east-1:123456789012:thing/";
        var value = new string('x', 300) + 'y';
        var authorizer = Authorizer(Allow(Prefix + "${aws:username}" + wildcard));

        Assert.True(authorizer.Ask(Prefix + value + (wildcard == "?" ? "z" : ""), $"aws:username={value}").IsAllowed);
        Assert.False(authorizer.Ask(Prefix + value[..^1] + "zz", $"aws:username={value}").IsAllowed);
    }

    [Fact]
    public void BinaryEquals_LongValue_IsComparedWhole()
    {
        var bytes = Enumerable.Range(0, 600).Select(i => (byte)i).ToArray();
        var wanted = Convert.ToBase64String(bytes);
        bytes[^1]++;

        Assert.True(Holds($$$"""{"BinaryEquals":{"app:b":"{{{wanted}}}"}}""", $"app:b={wanted}"));
        Assert.False(Holds($$$"""{"BinaryEquals":{"app:b":"{{{wanted}}}"}}""", $"app:b={Convert.ToBase64String(bytes)}"));
    }

    [Theory]
    [InlineData("thing/${*}", "thing/*", true)]
    [InlineData("thing/${*}", "thing/lamp", false)]
    [InlineData("thing/${?}", "thing/?", true)]
    [InlineData("thing/${$}{x}", "thing/${x}", true)]
    [InlineData("thing/${aws:username", "thing/${aws:username", true)]
    public void Resource_Escape_StandsForTheCharacter(string name, string asked, bool expected)
    {
        const string Prefix = "arn:aws:iot:us-east-1:123456789012:";

        Assert.Equal(expected, Authorizer(Allow(Prefix + name)).Ask(Prefix + asked).IsAllowed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"Version\":\"2008-10-17\",")]
    public void Resource_VariableInAnOldVersion_IsPlainText(string version)
    {
        const string Prefix = "arn:aws:iot:us-east-1:123456789012:thing/";
        var authorizer = new PolicyAuthorizer([PolicyDocument.Parse($$"""{{{version}}"Statement":{{Allow(Prefix + "${aws:username}")}}}""")]);

        Assert.False(authorizer.Ask(context: "aws:username=lamp").IsAllowed);
        Assert.True(authorizer.Ask(Prefix + "${aws:username}", "aws:username=lamp").IsAllowed);
    }

    [Theory]
    [InlineData("Allow", "", AuthorizationDecision.ImplicitDeny, AuthorizationErrors.UnresolvedVariable)]
    [InlineData("Deny", "", AuthorizationDecision.ExplicitDeny, AuthorizationErrors.UnresolvedVariable)]
    [InlineData("Allow", "aws:username=desk", AuthorizationDecision.Allowed, AuthorizationErrors.None)]
    [InlineData("Deny", "aws:username=lamp", AuthorizationDecision.ImplicitDeny, AuthorizationErrors.None)]
    public void NotResource_VariableWithoutValue_CountsAgainstTheCaller(
        string effect, string context, AuthorizationDecision expected, AuthorizationErrors errors)
    {
        var authorizer = Authorizer(
            $$"""{"Effect":"{{effect}}","Action":"*","NotResource":"arn:aws:iot:us-east-1:123456789012:thing/${aws:username}"}""");

        var result = authorizer.Ask(context: context);

        Assert.Equal(expected, result.Decision);
        Assert.Equal(errors, result.Errors);
    }

    [Fact]
    public void NotResource_AnotherPatternMatches_NeedsNoVariable()
    {
        var authorizer = Authorizer(
            $$"""{"Effect":"Deny","Action":"*","NotResource":["arn:aws:iot:us-east-1:123456789012:thing/${aws:username}","{{Thing}}"]}""");

        var result = authorizer.Ask();

        Assert.Equal(AuthorizationDecision.ImplicitDeny, result.Decision);
        Assert.Equal(AuthorizationErrors.None, result.Errors);
        Assert.Equal(AuthorizationDecision.ExplicitDeny, authorizer.Ask("*").Decision);
    }

    [Fact]
    public void NotResource_VariableWithDefault_LeavesOutTheDefault()
    {
        var authorizer = Authorizer(
            """{"Effect":"Allow","Action":"*","NotResource":"arn:aws:iot:us-east-1:123456789012:thing/${aws:username, 'lamp'}"}""");

        Assert.False(authorizer.Ask().IsAllowed);
        Assert.True(authorizer.Ask(Thing + "s").IsAllowed);
    }

    [Fact]
    public void Deny_NotActionIot_HitsOtherServices()
    {
        var authorizer = Authorizer(Allow(), """{"Effect":"Deny","NotAction":"iot:*","Resource":"*"}""");

        Assert.True(authorizer.Ask().IsAllowed);
        Assert.Equal(AuthorizationDecision.ExplicitDeny, authorizer.Ask(action: "sns:Publish").Decision);
    }

    [Theory]
    [InlineData("false", AuthorizationDecision.Allowed)]
    [InlineData("true", AuthorizationDecision.ImplicitDeny)]
    public void SocketInformation_OnlyGrantIsWithoutIt_RefusesTheCallThatAsks(string asked, AuthorizationDecision expected)
    {
        var context = $"iot:IncludeSocketInformation={asked}";

        Assert.Equal(expected, Authorizer(SocketGrant).Ask(context: context).Decision);
    }

    [Fact]
    public void SocketInformation_SecondGrantWithoutCondition_OpensItAndAGuardClosesIt()
    {
        const string Asked = "iot:IncludeSocketInformation=true";

        Assert.True(Authorizer(SocketGrant, Allow()).Ask(context: Asked).IsAllowed);
        Assert.Equal(AuthorizationDecision.ExplicitDeny, Authorizer(SocketGrant, Allow(), SocketGuard).Ask(context: Asked).Decision);
        Assert.True(Authorizer(SocketGrant, Allow(), SocketGuard).Ask(context: "iot:IncludeSocketInformation=false").IsAllowed);
    }

    [Fact]
    public void SocketInformation_WideGrantWithBool_CoversOnlyOperationsThatHaveTheKey()
    {
        Assert.False(Holds("""{"Bool":{"iot:IncludeSocketInformation":"false"}}""", ""));
        Assert.True(Holds("""{"BoolIfExists":{"iot:IncludeSocketInformation":"false"}}""", ""));
    }

    [Theory]
    [InlineData("StringNotEquals", "\"x\"", "Allow", false)]
    [InlineData("NumericNotEquals", "5", "Allow", true)]
    [InlineData("DateNotEquals", "\"2026-01-01\"", "Allow", true)]
    [InlineData("NotIpAddress", "\"10.0.0.0/8\"", "Allow", true)]
    [InlineData("ArnNotLike", "\"*\"", "Allow", true)]
    public void NegatedOperator_UnreadableValue_CountsAgainstTheCaller(string name, string wanted, string effect, bool isUnreadable)
    {
        var conditions = $$$"""{"{{{name}}}":{"test:k":{{{wanted}}}}}""";

        var allowed = Authorizer(Conditional(conditions, effect)).Ask(context: "test:k=garbage");
        var denied = Authorizer(Conditional(conditions, "Deny")).Ask(context: "test:k=garbage");

        var errors = isUnreadable ? AuthorizationErrors.UnreadableValue : AuthorizationErrors.None;
        Assert.Equal(isUnreadable ? AuthorizationDecision.ImplicitDeny : AuthorizationDecision.Allowed, allowed.Decision);
        Assert.Equal(errors, allowed.Errors);
        Assert.Equal(AuthorizationDecision.ExplicitDeny, denied.Decision);
        Assert.Equal(errors, denied.Errors);
    }

    [Theory]
    [InlineData("NumericEquals", "5")]
    [InlineData("DateLessThan", "\"2026-01-01\"")]
    [InlineData("IpAddress", "\"0.0.0.0/0\"")]
    [InlineData("Bool", "true")]
    [InlineData("BinaryEquals", "\"QUJD\"")]
    [InlineData("ArnLike", "\"*\"")]
    public void PositiveOperator_UnreadableValue_DoesNotMatchUnderAnyEffect(string name, string wanted)
    {
        var conditions = $$$"""{"{{{name}}}":{"test:k":{{{wanted}}}}}""";

        var allowed = Authorizer(Conditional(conditions)).Ask(context: "test:k=~");
        var denied = Authorizer(Conditional(conditions, "Deny")).Ask(context: "test:k=~");

        Assert.Equal(AuthorizationDecision.ImplicitDeny, allowed.Decision);
        Assert.Equal(AuthorizationDecision.ImplicitDeny, denied.Decision);
        Assert.Equal(AuthorizationErrors.UnreadableValue, allowed.Errors);
        Assert.Equal(AuthorizationErrors.UnreadableValue, denied.Errors);
    }

    [Theory]
    [InlineData("""{"DateEquals":{"aws:CurrentTime":"2026-03-01T12:00:00Z"}}""", true)]
    [InlineData("""{"DateEquals":{"aws:EpochTime":"2026-03-01T13:00:00+01:00"}}""", true)]
    [InlineData("""{"DateEquals":{"aws:currenttime":1772366400}}""", true)]
    [InlineData("""{"DateLessThan":{"aws:CurrentTime":1772366400}}""", false)]
    [InlineData("""{"NumericEquals":{"aws:EpochTime":1772366400}}""", true)]
    [InlineData("""{"StringEquals":{"aws:CurrentTime":"2026-03-01T12:00:00Z"}}""", true)]
    [InlineData("""{"StringLike":{"aws:CurrentTime":"2026-03-*"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:EpochTime":"1772366400"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:CurrentTime":"${aws:CurrentTime}"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:CurrentTime":"${aws:EpochTime}"}}""", false)]
    [InlineData("""{"StringLike":{"aws:CurrentTime":"${aws:EpochTime}*"}}""", false)]
    [InlineData("""{"Null":{"aws:CurrentTime":"false","aws:EpochTime":"false"}}""", true)]
    [InlineData("""{"ForAnyValue:DateEquals":{"aws:CurrentTime":"2026-03-01T12:00:00Z"}}""", true)]
    public void TimeKeys_NotInTheContext_ComeFromTheRequestsTimeInWholeSeconds(string conditions, bool expected)
    {
        var now = DateTimeOffset.Parse("2026-03-01T14:00:00.9+02:00", CultureInfo.InvariantCulture);

        Assert.Equal(expected, Holds(conditions, "", now));
    }

    [Fact]
    public void TimeKeys_InTheContext_WinOverTheRequestsTime() =>
        Assert.True(Holds("""{"DateEquals":{"aws:CurrentTime":"2020-01-01"}}""", "aws:CurrentTime=2020-01-01"));
}
