using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Authentication;

internal sealed partial class SigV4Verifier
{
    /// <summary>Verifies a request with its body, and puts the body back for the endpoint.</summary>
    /// <returns>The verdict, at once when the bytes of the body are all here; neither key nor error when the request carries no signature.</returns>
    /// <remarks>
    /// This is all of the scheme but the framework's ceremony, which costs several times as much memory as the verification; a caller that does without it sets
    /// <see cref="HttpContext.User"/> to <see cref="CachedTicket.UserFor"/> itself.
    /// </remarks>
    public ValueTask<SigV4Verdict> VerifyAsync(HttpContext context, DateTimeOffset now)
    {
        var request = SignedRequest.From(context);
        if (!Inspect(request, now, out var authorization, out var error)) return new ValueTask<SigV4Verdict>(new SigV4Verdict(null, error));
        var maxBytes = SignedBody.LimitFor(context, _maxBodyBytes);
        if (SignedBody.MayBeLarge(context.Request))
        {
            // A stranger must not fill the disk. Where the hash of the body is declared, the signature over it proves the key before the body is read; where it is
            // not, only a few such bodies are read at a time.
            if (!TryReadDeclaredHash(context.Request.Headers, out var declared)) return VerifyUnprovenAsync(context, request, authorization, maxBytes, now);
            if (Verify(request, authorization, declared, now) is { IsGood: false } early) return new ValueTask<SigV4Verdict>(early);
        }

        var reading = SignedBody.ReadAsync(context, maxBytes);
        return reading.IsCompletedSuccessfully
            ? new ValueTask<SigV4Verdict>(Finish(request, authorization, reading.Result, maxBytes, now))
            : FinishAsync(request, authorization, reading, maxBytes, now);
    }

    private async ValueTask<SigV4Verdict> FinishAsync(
        SignedRequest request, SigV4Authorization authorization, ValueTask<PayloadHash?> reading, long maxBytes, DateTimeOffset now)
    {
        var hash = await reading.ConfigureAwait(false);
        return Finish(request, authorization, hash, maxBytes, now);
    }

    private async ValueTask<SigV4Verdict> VerifyUnprovenAsync(
        HttpContext context, SignedRequest request, SigV4Authorization authorization, long maxBytes, DateTimeOffset now)
    {
        try
        {
            if (Interlocked.Increment(ref _unprovenBodies) > SigV4Limits.MaxUnprovenBodies) return SigV4Errors.TooManyLargeBodies;
            var hash = await SignedBody.ReadAsync(context, maxBytes).ConfigureAwait(false);
            return Finish(request, authorization, hash, maxBytes, now);
        }
        finally
        {
            Interlocked.Decrement(ref _unprovenBodies);
        }
    }

    private static bool TryReadDeclaredHash(IHeaderDictionary headers, out PayloadHash hash)
    {
        hash = default;
        return headers.TryGetValue(HeaderNames.AmzContentSha256, out var declared)
            && declared is [{ Length: SHA256.HashSizeInBytes * 2 } hex]
            && Convert.FromHexString(hex, hash, out _, out _) == OperationStatus.Done;
    }

    private SigV4Verdict Finish(in SignedRequest request, in SigV4Authorization authorization, PayloadHash? hash, long maxBytes, DateTimeOffset now) =>
        hash is { } payloadHash ? Verify(request, authorization, payloadHash, now) : SigV4Errors.BodyTooLarge(maxBytes);
}
