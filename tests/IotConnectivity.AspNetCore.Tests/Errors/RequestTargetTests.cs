namespace IotConnectivity.AspNetCore.Errors;

public class RequestTargetTests
{
    private const string EmptyLabel = "1 validation error detected: Value '' at '{0}' failed to satisfy constraint: Member must have length greater than or equal to 1";

    [Theory]
    [InlineData("/", "/", "")]
    [InlineData("/a?b=c?d", "/a", "b=c?d")]
    [InlineData("/a?", "/a", "")]
    [InlineData("/a://b", "/a://b", "")]
    [InlineData("http://host", "/", "")]
    [InlineData("http://host/", "/", "")]
    [InlineData("https://host:8443/a?b", "/a", "b")]
    [InlineData("http://host?b=/c", "/", "b=/c")]
    public void TrySplit_Target_GivesPathAndQuery(string target, string path, string query)
    {
        Assert.True(RequestTarget.TrySplit(target, out var actualPath, out var actualQuery));
        Assert.Equal((path, query), (actualPath.ToString(), actualQuery.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("host:443")]
    [InlineData("://host/a")]
    [InlineData("a/b://c")]
    [InlineData("a?b://c")]
    public void TrySplit_NoPath_ReturnsFalse(string target) => Assert.False(RequestTarget.TrySplit(target, out _, out _));

    [Theory]
    [InlineData("/")]
    [InlineData("/a")]
    [InlineData("/a/")]
    [InlineData("/a/b%20c/d")]
    [InlineData("/...")]
    [InlineData("/a/.b/c./%2e%2e%2e/%2ex")]
    [InlineData("/%252f")]
    [InlineData("/%2")]
    public void Check_OneReading_IsFine(string path) => Assert.Null(RequestTarget.Check(path));

    [Theory]
    [InlineData("/.")]
    [InlineData("/..")]
    [InlineData("/a/./b")]
    [InlineData("/a/../b")]
    [InlineData("/a/..")]
    [InlineData("/a/../")]
    [InlineData("/a/%2e/b")]
    [InlineData("/a/%2E%2e")]
    [InlineData("/a/.%2E/b")]
    public void Check_DotSegment_IsInvalidRequest(string path) =>
        Assert.Equal(new AwsError(AwsErrorCode.InvalidRequest, "the path has a `.` or `..` segment, expected a name"), RequestTarget.Check(path));

    [Theory]
    [InlineData("/a%2fb")]
    [InlineData("/a/%2F")]
    public void Check_EncodedSlash_IsInvalidRequest(string path) =>
        Assert.Equal(
            new AwsError(AwsErrorCode.InvalidRequest, "the path has an encoded `/` within a segment, expected a name without slashes"), RequestTarget.Check(path));

    [Theory]
    [InlineData("/things//connectivity-data", "thingName")]
    [InlineData("/base/things//principals", "thingName")]
    [InlineData("/thing-groups//things", "thingGroupName")]
    [InlineData("/dynamic-thing-groups//x", "thingGroupName")]
    [InlineData("/thing-types//x", "thingTypeName")]
    [InlineData("/indices//x", "indexName")]
    [InlineData("/security-profiles//targets", "securityProfileName")]
    [InlineData("/mitigationactions/actions//x", "actionName")]
    [InlineData("/detect/mitigationactions/tasks//cancel", "taskId")]
    [InlineData("//", "path")]
    [InlineData("//a", "path")]
    [InlineData("/a//", "path")]
    public void Check_EmptySegment_NamesTheLabel(string path, string member) =>
        Assert.Equal(new AwsError(AwsErrorCode.InvalidRequest, EmptyLabel.Replace("{0}", member, StringComparison.Ordinal)), RequestTarget.Check(path));

    [Theory]
    [InlineData("/things/", "thingName")]
    [InlineData("/detect/mitigationactions/tasks/", "taskId")]
    [InlineData("/violations/verification-state/", "violationId")]
    [InlineData("/things/a/", "path")]
    public void CheckEnd_TrailingSlash_NamesTheLabel(string path, string member) =>
        Assert.Equal(new AwsError(AwsErrorCode.InvalidRequest, EmptyLabel.Replace("{0}", member, StringComparison.Ordinal)), RequestTarget.CheckEnd(path));

    [Theory]
    [InlineData("/")]
    [InlineData("/things")]
    public void CheckEnd_NoTrailingSlash_IsFine(string path) => Assert.Null(RequestTarget.CheckEnd(path));
}
