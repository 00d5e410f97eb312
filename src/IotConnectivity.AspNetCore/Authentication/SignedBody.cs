using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Reads and hashes the body of a signed request and puts it back, so that the endpoint reads it without touching the network again.</summary>
internal static class SignedBody
{
    private const int ChunkSize = 32 * 1024;

    /// <summary>Gets how many bytes the body of this request may have.</summary>
    public static long LimitFor(HttpContext context, long usual)
    {
        var limit = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>();
        return limit is null ? usual : Math.Min(limit.MaxRequestBodySize ?? SigV4Limits.MaxBodyBytes, SigV4Limits.MaxBodyBytes);
    }

    /// <summary>Says whether the body, as far as its headers tell, does not fit into memory.</summary>
    public static bool MayBeLarge(HttpRequest request) =>
        request.ContentLength > SigV4Limits.MaxBodyBytesInMemory
        || (request.ContentLength is null && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false });

    /// <summary>Reads the body, completing at once when its bytes are already here.</summary>
    /// <returns>SHA-256 of the body, or <see langword="null"/> when it is larger than <paramref name="maxBytes"/>.</returns>
    public static ValueTask<PayloadHash?> ReadAsync(HttpContext context, long maxBytes)
    {
        var request = context.Request;
        if (request.ContentLength == 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return new ValueTask<PayloadHash?>(PayloadHash.OfNothing);
        }

        if (request.ContentLength > maxBytes) return new ValueTask<PayloadHash?>((PayloadHash?)null);
        return request.ContentLength is { } length and <= SigV4Limits.MaxBodyBytesInMemory
            ? ReadIntoMemoryAsync(request, GC.AllocateUninitializedArray<byte>((int)length), 0)
            : SpoolAsync(context, maxBytes);
    }

    private static ValueTask<PayloadHash?> ReadIntoMemoryAsync(HttpRequest request, byte[] bytes, int filled)
    {
        while (filled < bytes.Length)
        {
            var reading = request.Body.ReadAsync(bytes.AsMemory(filled), request.HttpContext.RequestAborted);
            if (!reading.IsCompletedSuccessfully) return ContinueAsync(request, bytes, filled, reading);
            var read = reading.Result;
            if (read == 0) throw BodyEnded();
            filled += read;
        }

        request.Body = new VerifiedBody(bytes);
        return new ValueTask<PayloadHash?>(PayloadHash.Of(bytes));
    }

    private static async ValueTask<PayloadHash?> ContinueAsync(HttpRequest request, byte[] bytes, int filled, ValueTask<int> reading)
    {
        var read = await reading.ConfigureAwait(false);
        if (read == 0) throw BodyEnded();
        return await ReadIntoMemoryAsync(request, bytes, filled + read).ConfigureAwait(false);
    }

    private static async ValueTask<PayloadHash?> SpoolAsync(HttpContext context, long maxBytes)
    {
        var request = context.Request;
        var spool = new FileBufferingReadStream(request.Body, SigV4Limits.MaxBodyBytesInMemory);
        context.Response.RegisterForDisposeAsync(spool);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            long total = 0;
            for (int read; (read = await spool.ReadAsync(chunk.AsMemory(0, ChunkSize), context.RequestAborted).ConfigureAwait(false)) > 0;)
            {
                total += read;
                if (total > maxBytes) return null;
                hash.AppendData(chunk, 0, read);
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // The server has the endpoint's limit too, and may notice first.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        spool.Position = 0;
        request.Body = spool;
        return PayloadHash.From(hash);
    }

    private static BadHttpRequestException BodyEnded() => new("the body is shorter than its Content-Length");
}
