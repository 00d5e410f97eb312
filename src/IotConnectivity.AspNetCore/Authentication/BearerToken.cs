using System.Security.Cryptography;
using System.Text;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>A secret that stands for a principal by itself, for webhooks that cannot sign and for bodies that never end.</summary>
/// <remarks>Only a hash is kept. Immutable; any thread may use it.</remarks>
public sealed class BearerToken
{
    /// <summary>The shortest token that is accepted, in characters.</summary>
    public const int MinLength = 16;

    /// <summary>The longest token that is accepted, in characters.</summary>
    public const int MaxLength = 4096;

    private readonly byte[] _hash;

    /// <summary>Makes a token.</summary>
    /// <param name="token">The secret: 16 to 4096 visible ASCII characters, better random than memorable.</param>
    /// <param name="principal">Who presents it.</param>
    /// <exception cref="ArgumentException"><paramref name="token"/> is too short, too long, or has other characters; the message does not repeat it.</exception>
    public BearerToken(string token, ConnectivityPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(principal);
        if (token.Length is < MinLength or > MaxLength || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException($"a bearer token has {token.Length} characters, expected {MinLength} to {MaxLength} visible ASCII characters", nameof(token));
        }

        Principal = principal;
        Ticket = new CachedTicket(principal);
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
    }

    /// <summary>Gets who presents the token.</summary>
    public ConnectivityPrincipal Principal { get; }

    /// <summary>Gets the outcome that every request with this token has.</summary>
    internal CachedTicket Ticket { get; }

    /// <summary>Says whether both were made of one secret.</summary>
    internal bool IsSameAs(BearerToken other) => HasHash(other._hash);

    /// <summary>Compares in a time that does not depend on where the hashes differ.</summary>
    internal bool HasHash(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(_hash, hash);
}
