namespace IotConnectivity.AspNetCore.Errors;

public class AwsErrorCatalogTests
{
    [Theory]
    [InlineData(nameof(AwsErrorCode.InvalidRequest), 400)]
    [InlineData(nameof(AwsErrorCode.InvalidQuery), 400)]
    [InlineData(nameof(AwsErrorCode.InvalidAggregation), 400)]
    [InlineData(nameof(AwsErrorCode.IndexNotReady), 400)]
    [InlineData(nameof(AwsErrorCode.Throttling), 400)]
    [InlineData(nameof(AwsErrorCode.Unauthorized), 401)]
    [InlineData(nameof(AwsErrorCode.ResourceNotFound), 404)]
    [InlineData(nameof(AwsErrorCode.ResourceAlreadyExists), 409)]
    [InlineData(nameof(AwsErrorCode.VersionConflict), 409)]
    [InlineData(nameof(AwsErrorCode.ConflictingResourceUpdate), 409)]
    [InlineData(nameof(AwsErrorCode.DeleteConflict), 409)]
    [InlineData(nameof(AwsErrorCode.Conflict), 409)]
    [InlineData(nameof(AwsErrorCode.LimitExceeded), 410)]
    [InlineData(nameof(AwsErrorCode.InternalFailure), 500)]
    [InlineData(nameof(AwsErrorCode.ServiceUnavailable), 503)]
    [InlineData(nameof(AwsErrorCode.Serialization), 400)]
    [InlineData(nameof(AwsErrorCode.AccessDenied), 403)]
    [InlineData(nameof(AwsErrorCode.InvalidSignature), 403)]
    [InlineData(nameof(AwsErrorCode.IncompleteSignature), 403)]
    [InlineData(nameof(AwsErrorCode.UnrecognizedClient), 403)]
    [InlineData(nameof(AwsErrorCode.MissingAuthenticationToken), 403)]
    [InlineData(nameof(AwsErrorCode.ExpiredToken), 403)]
    [InlineData(nameof(AwsErrorCode.RequestEntityTooLarge), 413)]
    [InlineData(nameof(AwsErrorCode.UnknownOperation), 404)]
    [InlineData(nameof(AwsErrorCode.NotImplemented), 501)]
    [InlineData(nameof(AwsErrorCode.TaskAlreadyExists), 400)]
    public void StatusOf_Error_IsAwss(string member, int status)
    {
        var code = Enum.Parse<AwsErrorCode>(member);

        Assert.Equal(status, AwsErrorCatalog.StatusOf(code));
        Assert.Equal(member + "Exception", AwsErrorCatalog.NameOf(code));
    }

    [Fact]
    public void TryParse_EveryName_IsReadBack() =>
        Assert.All(Enum.GetValues<AwsErrorCode>(), code =>
        {
            Assert.True(AwsErrorCatalog.TryParse(AwsErrorCatalog.NameOf(code), out var read));
            Assert.Equal(code, read);
        });

    [Theory]
    [InlineData("ForbiddenException")]
    [InlineData("invalidrequestexception")]
    [InlineData("")]
    public void TryParse_AnotherName_ReturnsFalse(string name) => Assert.False(AwsErrorCatalog.TryParse(name, out _));
}
