using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Errors;

/// <summary>An error as a value; an endpoint returns it as its result.</summary>
/// <param name="Code">Which error.</param>
/// <param name="Message">What the caller reads. Must hold no secrets; text of the caller is quoted in it at most in part.</param>
internal sealed record AwsError(AwsErrorCode Code, string Message) : IResult
{
    /// <summary>Gets the id of the resource in the way; only for the two errors whose shapes have it.</summary>
    public string? ResourceId { get; init; }

    /// <summary>Gets the ARN of the resource in the way; only for <see cref="AwsErrorCode.ResourceAlreadyExists"/>.</summary>
    public string? ResourceArn { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => AwsErrorWriter.WriteAsync(httpContext, this);
}
