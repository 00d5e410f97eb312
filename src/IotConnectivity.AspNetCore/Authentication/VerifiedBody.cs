using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>A body that was read and verified in memory; it takes the place of the request's body, so that whatever reads bodies works unchanged.</summary>
/// <remarks>
/// The array belongs to this request alone and is left to the garbage collector: it has the body's exact size, and a rented one that was returned a moment too
/// early would show one caller's body to another.
/// </remarks>
internal sealed class VerifiedBody(byte[] bytes) : MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true)
{
    private readonly byte[] _bytes = bytes;

    /// <summary>Gets the whole body, wherever the stream stands.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes;

    /// <summary>Finds the verified body of a request without a copy.</summary>
    /// <returns><see langword="false"/> when the body is empty, in a temporary file or not read yet; read <see cref="HttpRequest.Body"/> then.</returns>
    public static bool TryGet(HttpRequest request, [NotNullWhen(true)] out VerifiedBody? body)
    {
        body = request.Body as VerifiedBody;
        return body is not null;
    }
}
