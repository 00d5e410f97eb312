using System.Security.Cryptography;
using System.Text;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>An access key that requests can be signed with, and whose it is.</summary>
/// <remarks>
/// Immutable; any thread may use it. The secret cannot be read back. Signing keys and the authenticated user are kept with the instance, so an
/// <see cref="IAccessKeySource"/> should return the same one as long as the key is unchanged; a rotated key is a new instance and starts afresh.
/// </remarks>
public sealed class AccessKey
{
    private static readonly byte[] NoToken = new byte[SHA256.HashSizeInBytes];

    private readonly byte[]? _sessionToken;

    /// <summary>Makes an access key.</summary>
    /// <param name="id">The access key id; any form, but no commas or blanks, which the Authorization header could not carry.</param>
    /// <param name="secret">The secret access key.</param>
    /// <param name="principal">Whose key it is.</param>
    /// <param name="sessionToken">The session token that has to come with every request signed with a temporary key; none makes a long-term key, which is
    /// refused when it comes with a token.</param>
    /// <exception cref="ArgumentException"><paramref name="id"/> or <paramref name="secret"/> is empty, or the id has a comma or a blank.</exception>
    public AccessKey(string id, string secret, ConnectivityPrincipal principal, string? sessionToken = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentException.ThrowIfNullOrEmpty(secret);
        ArgumentNullException.ThrowIfNull(principal);
        if (id.AsSpan().ContainsAny(", \t")) throw new ArgumentException($"access key id `{id}` has a comma or a blank", nameof(id));
        Id = id;
        Principal = principal;
        Ticket = new CachedTicket(principal);
        SigningKeys = new SigningKeyCache(Encoding.UTF8.GetBytes("AWS4" + secret));
        _sessionToken = string.IsNullOrEmpty(sessionToken) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(sessionToken));
    }

    /// <summary>Gets the access key id, which is no secret.</summary>
    public string Id { get; }

    /// <summary>Gets whose key it is.</summary>
    public ConnectivityPrincipal Principal { get; }

    /// <summary>Gets when a temporary key stops being accepted.</summary>
    /// <value>The default is never.</value>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Gets the outcome that every request proved with this key has.</summary>
    internal CachedTicket Ticket { get; }

    /// <summary>Gets the keys derived from the secret.</summary>
    internal SigningKeyCache SigningKeys { get; }

    /// <summary>Says whether a request came with the right token, or rightly without one. Takes as long for a wrong token as for the right one.</summary>
    internal bool IsSessionToken(ReadOnlySpan<char> presented)
    {
        if (presented.IsEmpty) return _sessionToken is null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var text = new Utf8Buffer(presented.Length);
        text.Append(presented);
        SHA256.HashData(text.Written, hash);
        text.Dispose();
        return CryptographicOperations.FixedTimeEquals(hash, _sessionToken ?? NoToken) && _sessionToken is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
