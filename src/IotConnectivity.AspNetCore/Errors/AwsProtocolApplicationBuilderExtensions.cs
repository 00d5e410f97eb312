using IotConnectivity.AspNetCore.Errors;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds AWS's wire conventions to a pipeline.</summary>
public static class AwsProtocolApplicationBuilderExtensions
{
    /// <summary>
    /// Gives every response an <c>x-amzn-RequestId</c>, refuses paths that signing and routing could read differently with 400, and answers unhandled
    /// exceptions with AWS's error JSON.
    /// </summary>
    /// <param name="app">The pipeline. Add this before <c>UseAuthentication</c>; restrict it with <c>UseWhen</c> where other applications share the host.</param>
    /// <returns>The same pipeline.</returns>
    public static IApplicationBuilder UseAwsProtocol(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.UseMiddleware<AwsProtocolMiddleware>();
    }
}
