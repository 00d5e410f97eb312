using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IotConnectivity.AspNetCore.Errors;

public class AwsErrorWriterTests
{
    [Fact]
    public async Task ExecuteAsync_PlainError_WritesStatusHeadersAndMessage()
    {
        var (context, body) = await WriteAsync(new AwsError(AwsErrorCode.ResourceNotFound, "Thing pump-17 does not exist"));

        Assert.Equal(404, context.Response.StatusCode);
        Assert.Equal("application/json", context.Response.ContentType);
        Assert.Equal("ResourceNotFoundException", context.Response.Headers["x-amzn-ErrorType"]);
        Assert.Equal("""{"message":"Thing pump-17 does not exist"}""", body);
        Assert.Equal(body.Length, context.Response.ContentLength);
        Assert.Equal(context.TraceIdentifier, context.Response.Headers["x-amzn-RequestId"]);
    }

    [Fact]
    public async Task ExecuteAsync_ResourceInTheWay_WritesItsIdAndArn()
    {
        var (_, body) = await WriteAsync(new AwsError(AwsErrorCode.ResourceAlreadyExists, "exists") { ResourceId = "pump-17", ResourceArn = "arn:x" });
        var (_, conflict) = await WriteAsync(new AwsError(AwsErrorCode.Conflict, "busy") { ResourceId = "pump-17" });

        Assert.Equal("""{"message":"exists","resourceId":"pump-17","resourceArn":"arn:x"}""", body);
        Assert.Equal("""{"message":"busy","resourceId":"pump-17"}""", conflict);
    }

    [Fact]
    public async Task ExecuteAsync_MessageWithQuotesAndControls_IsReadableJson()
    {
        var (context, body) = await WriteAsync(new AwsError(AwsErrorCode.InvalidRequest, "Value 'ü\"\n' <b>"));

        Assert.Equal("{\"message\":\"Value 'ü\\\"\\n' <b>\"}", body);
        Assert.Equal(Encoding.UTF8.GetByteCount(body), context.Response.ContentLength);
    }

    [Fact]
    public async Task ExecuteAsync_IdAlreadyGiven_IsKept()
    {
        var context = Context();
        AwsRequestId.Ensure(context);
        var id = context.Response.Headers["x-amzn-RequestId"].ToString();

        await new AwsError(AwsErrorCode.Throttling, "Rate exceeded").ExecuteAsync(context);

        Assert.Equal(id, context.Response.Headers["x-amzn-RequestId"]);
        Assert.Equal(400, context.Response.StatusCode);
    }

    [Fact]
    public async Task ExecuteAsync_ResponseStarted_ChangesNothing()
    {
        var context = Context();
        context.Features.Set<IHttpResponseFeature>(new StartedResponse());

        await new AwsError(AwsErrorCode.InternalFailure, "Internal failure").ExecuteAsync(context);

        Assert.Equal(200, context.Response.StatusCode);
        Assert.Empty(context.Response.Headers);
    }

    private static async Task<(HttpContext Context, string Body)> WriteAsync(AwsError error)
    {
        var context = Context();
        await error.ExecuteAsync(context);
        return (context, Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }

    private static DefaultHttpContext Context() => new() { Response = { Body = new MemoryStream() } };

    private sealed class StartedResponse : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }
}
