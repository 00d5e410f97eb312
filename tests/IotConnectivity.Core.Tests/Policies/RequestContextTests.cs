using static IotConnectivity.Policies.PolicyFixture;

namespace IotConnectivity.Policies;

public class RequestContextTests
{
    [Theory]
    [InlineData(ConditionKeys.UserName)]
    [InlineData("test:other")]
    public void With_AnyKey_ChangesOnlyTheCopy(string key)
    {
        var authorizer = Authorizer(Conditional($$$"""{"StringEquals":{"{{{key}}}":"b"}}"""));
        var before = RequestContext.Empty.With(key, "a").With(ConditionKeys.SecureTransport, true);

        var after = before.With(key.ToUpperInvariant(), "b");

        Assert.False(IsAllowed(authorizer, before));
        Assert.True(IsAllowed(authorizer, after));
        Assert.False(IsAllowed(authorizer, after.Without(key)));
        Assert.False(IsAllowed(authorizer, RequestContext.Empty));
        Assert.True(IsAllowed(Authorizer(Conditional("""{"Bool":{"aws:SecureTransport":true}}""")), after.Without(key)));
    }

    [Fact]
    public void With_Bool_IsTrueOrFalse()
    {
        var authorizer = Authorizer(Conditional("""{"Bool":{"iot:IncludeSocketInformation":false}}"""));

        Assert.True(IsAllowed(authorizer, RequestContext.Empty.With(ConditionKeys.IncludeSocketInformation, false)));
        Assert.False(IsAllowed(authorizer, RequestContext.Empty.With(ConditionKeys.IncludeSocketInformation, true)));
    }

    [Fact]
    public void WithValues_OneValue_IsMultivaluedAllTheSame()
    {
        var context = RequestContext.Empty.WithValues(ConditionKeys.TagKeys, ["a"]);

        Assert.False(IsAllowed(Authorizer(Conditional("""{"StringEquals":{"aws:TagKeys":"a"}}""")), context));
        Assert.True(IsAllowed(Authorizer(Conditional("""{"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}}""")), context));
        Assert.True(IsAllowed(Authorizer(Conditional("""{"StringEquals":{"aws:TagKeys":"a"}}""")), context.With(ConditionKeys.TagKeys, "a")));
    }

    [Fact]
    public void Without_MissingKey_ChangesNothing() => Assert.False(Holds("""{"Null":{"test:k":"false"}}""", ""));

    [Fact]
    public void With_BadArguments_Throws()
    {
        Assert.Throws<ArgumentException>(() => RequestContext.Empty.With("", "a"));
        Assert.Throws<ArgumentNullException>(() => RequestContext.Empty.With(null!, "a"));
        Assert.Throws<ArgumentNullException>("value", () => RequestContext.Empty.With("a:b", (string)null!));
        Assert.Throws<ArgumentNullException>("values", () => RequestContext.Empty.WithValues("a:b", null!));
        Assert.Throws<ArgumentNullException>(() => RequestContext.Empty.WithValues("a:b", [null!]));
    }

    private static bool IsAllowed(PolicyAuthorizer authorizer, RequestContext context) =>
        authorizer.Authorize(new AuthorizationRequest(GetConnectivity, Thing, context, Now)).IsAllowed;
}
