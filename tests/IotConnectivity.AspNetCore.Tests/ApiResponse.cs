using System.Text.RegularExpressions;

namespace IotConnectivity.AspNetCore;

/// <summary>An answer; ids that differ each time are written <c>‹uuid›</c> in <see cref="Body"/>, those of violations <c>‹violation›</c>.</summary>
internal sealed partial record ApiResponse(int Status, string? Error, string? ContentType, string? RequestId, string Body)
{
    /// <summary>Stands for the id of a violation.</summary>
    public const string AnyViolation = "‹violation›";

    /// <summary>Gets the first id of a violation in the body as it is.</summary>
    public string? ViolationId { get; init; }

    public static async Task<ApiResponse> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new ApiResponse(
            (int)response.StatusCode,
            HeaderOf("x-amzn-ErrorType"),
            response.Content.Headers.ContentType?.ToString(),
            HeaderOf("x-amzn-RequestId"),
            ViolationIds().Replace(Uuid().Replace(body, "‹uuid›"), AnyViolation))
        {
            ViolationId = ViolationIds().Match(body) is { Success: true } id ? id.Value : null,
        };

        string? HeaderOf(string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }

    /// <summary>Asserts success and the body to the last byte.</summary>
    public void AssertOk(string body)
    {
        Assert.Equal((200, null, "application/json", body), (Status, Error, ContentType, Body));
        Assert.True(Guid.TryParseExact(RequestId, "D", out _));
    }

    /// <summary>Asserts an error of AWS's form with the whole message.</summary>
    public void AssertError(int status, string name, string message)
    {
        Assert.Equal((status, name, "application/json", $$"""{"message":"{{message}}"}"""), (Status, Error, ContentType, Body));
        Assert.True(Guid.TryParseExact(RequestId, "D", out _));
    }

    /// <summary>Asserts that IAM refuses because nothing allows the action.</summary>
    public void AssertNotAllowed(string action, string resource) => AssertError(
        403,
        "AccessDeniedException",
        $"User: {ApiHost.CallerArn} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action");

    /// <summary>Asserts that IAM refuses because a statement denies the action.</summary>
    public void AssertDenied(string action, string resource) => AssertError(
        403,
        "AccessDeniedException",
        $"User: {ApiHost.CallerArn} is not authorized to perform: {action} on resource: {resource} with an explicit deny in an identity-based policy");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\b[0-9a-f]{32}\b", RegexOptions.None, 1000)]
    private static partial Regex ViolationIds();
}
