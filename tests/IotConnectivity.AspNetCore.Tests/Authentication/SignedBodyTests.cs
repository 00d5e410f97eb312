using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IotConnectivity.AspNetCore.Authentication;

public class SignedBodyTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(5, true)]
    [InlineData(5, false)]
    [InlineData(100, true)]
    [InlineData(100, false)]
    public async Task ReadAsync_BodyInPieces_IsWhole(int piece, bool isHere)
    {
        var context = Context("""{"connected":true}""", piece, isHere);

        var reading = SignedBody.ReadAsync(context, 1000);

        Assert.True(reading.IsCompleted || !isHere);
        Assert.Equal(Hash("""{"connected":true}"""), Hex(await reading));
        Assert.True(VerifiedBody.TryGet(context.Request, out var body));
        Assert.Equal("""{"connected":true}""", Encoding.UTF8.GetString(body.Memory.Span));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_BodyShorterThanAnnounced_Throws(bool isHere)
    {
        var context = Context("{}", 1, isHere);
        context.Request.ContentLength = 3;

        var exception = await Assert.ThrowsAsync<BadHttpRequestException>(async () => await SignedBody.ReadAsync(context, 1000));

        Assert.Equal("the body is shorter than its Content-Length", exception.Message);
    }

    [Fact]
    public async Task ReadAsync_NoBody_IsTheHashOfNothingAndLeavesTheRequestAlone()
    {
        var announced = Context("ignored", 1, isHere: true);
        announced.Request.ContentLength = 0;
        var impossible = Context("ignored", 1, isHere: true);
        impossible.Request.ContentLength = null;
        impossible.Features.Set<IHttpRequestBodyDetectionFeature>(new NoBody());

        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Hex(await SignedBody.ReadAsync(announced, 1000)));
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Hex(await SignedBody.ReadAsync(impossible, 1000)));
        Assert.False(VerifiedBody.TryGet(announced.Request, out _));
    }

    [Theory]
    [InlineData(18, true)]
    [InlineData(17, false)]
    public async Task ReadAsync_LimitAndOneLess_AreTold(long maxBytes, bool isRead)
    {
        var announced = Context("""{"connected":true}""", 100, isHere: true);
        var unannounced = Context("""{"connected":true}""", 100, isHere: true);
        unannounced.Request.ContentLength = null;

        Assert.Equal(isRead, (await SignedBody.ReadAsync(announced, maxBytes)).HasValue);
        Assert.Equal(isRead, (await SignedBody.ReadAsync(unannounced, maxBytes)).HasValue);
    }

    [Fact]
    public async Task ReadAsync_LengthUnknown_GivesASeekableStreamAtItsStart()
    {
        var context = Context("chunked", 3, isHere: false);
        context.Request.ContentLength = null;

        Assert.Equal(Hash("chunked"), Hex(await SignedBody.ReadAsync(context, 1000)));
        Assert.True(context.Request.Body.CanSeek);
        using var reader = new StreamReader(context.Request.Body);
        Assert.Equal("chunked", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static DefaultHttpContext Context(string body, int piece, bool isHere)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new PiecewiseStream(Encoding.UTF8.GetBytes(body), piece, isHere);
        context.Request.ContentLength = body.Length;
        return context;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Hex(PayloadHash? hash)
    {
        var bytes = hash!.Value;
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Gives a few bytes at a time, at once or a moment later.</summary>
    private sealed class PiecewiseStream(byte[] bytes, int piece, bool isHere) : MemoryStream(bytes, writable: false)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!isHere) await Task.Yield();
            return Read(buffer.Span[..Math.Min(piece, buffer.Length)]);
        }
    }

    private sealed class NoBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => false;
    }
}
