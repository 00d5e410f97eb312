using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IotConnectivity.AspNetCore.Authentication;

public class UnprovenBodyTests
{
    private readonly SigV4Verifier _verifier = Example.Verifier();

    [Fact]
    public async Task VerifyAsync_NinthLargeBodyAtOnce_IsTurnedAwayUntilOneHasEnded()
    {
        var bodies = Enumerable.Range(0, SigV4Limits.MaxUnprovenBodies).Select(_ => new StalledBody()).ToList();
        var reading = bodies.ConvertAll(body => VerifyAsync(body).AsTask());

        var ninth = await VerifyAsync(new StalledBody());
        Example.AssertRefused(
            AwsErrorCode.ServiceUnavailable, "too many large bodies are being read; sign x-amz-content-sha256, or try again", ninth);
        Assert.Equal(503, AwsErrorCatalog.StatusOf(ninth.Error!.Code));
        Assert.All(reading, verdict => Assert.False(verdict.IsCompleted));

        // Only one place is free then, although another was asked for in vain before.
        bodies[3].End();
        Example.AssertWrongSignature(await reading[3]);
        var next = new StalledBody();
        var admitted = VerifyAsync(next).AsTask();
        Assert.False(admitted.IsCompleted);
        Assert.Equal(AwsErrorCode.ServiceUnavailable, (await VerifyAsync(new StalledBody())).Error?.Code);

        bodies.ForEach(body => body.End());
        next.End();
        Assert.All(await Task.WhenAll([.. reading, admitted]), Example.AssertWrongSignature);
    }

    [Fact]
    public async Task VerifyAsync_LargeBodyThatBreaksOff_GivesItsPlaceBack()
    {
        for (var i = 0; i <= SigV4Limits.MaxUnprovenBodies; i++)
        {
            var body = new StalledBody();
            var reading = VerifyAsync(body).AsTask();
            body.BreakOff();
            await Assert.ThrowsAsync<IOException>(() => reading);
        }
    }

    [Fact]
    public async Task VerifyAsync_SmallBodyWhileManyLargeOnesAreRead_IsReadAtOnce()
    {
        var bodies = Enumerable.Range(0, SigV4Limits.MaxUnprovenBodies).Select(_ => new StalledBody()).ToList();
        var reading = bodies.ConvertAll(body => VerifyAsync(body).AsTask());

        Example.AssertWrongSignature(await VerifyAsync(new MemoryStream(new byte[10]), length: 10));

        bodies.ForEach(body => body.End());
        await Task.WhenAll(reading);
    }

    private ValueTask<SigV4Verdict> VerifyAsync(Stream body, long length = SigV4Limits.MaxBodyBytesInMemory + 1)
    {
        var signed = SlowSigner.Example.SignInHeader(TestRequest.To("POST", "/lifecycle-events"), Example.Timestamp);
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = signed.Target;
        context.Request.Method = signed.Method;
        foreach (var (name, value) in signed.Headers) context.Request.Headers[name] = value;
        context.Request.Body = body;
        context.Request.ContentLength = length;
        return _verifier.VerifyAsync(context, Example.Now);
    }

    /// <summary>A body of which one byte comes, and only when the test says so.</summary>
    private sealed class StalledBody : MemoryStream
    {
        private readonly TaskCompletionSource<int> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isGiven;

        public void End() => _next.TrySetResult(1);

        public void BreakOff() => _next.SetException(new IOException("the caller has gone"));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_isGiven) return 0;
            var read = await _next.Task;
            _isGiven = true;
            return read;
        }
    }
}
