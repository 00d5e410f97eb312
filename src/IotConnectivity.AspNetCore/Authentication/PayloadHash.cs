using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>SHA-256 of a body, as a value that can cross an await.</summary>
[InlineArray(SHA256.HashSizeInBytes)]
internal struct PayloadHash
{
    /// <summary>The hash of an empty body.</summary>
    public static readonly PayloadHash OfNothing = Hash([]);

    private static readonly PayloadHash OfNoMembers = Hash("{}"u8);

    private byte _first;

    /// <summary>Hashes a body. The one that most calls have is known already.</summary>
    public static PayloadHash Of(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual("{}"u8) ? OfNoMembers : Hash(bytes);

    public static PayloadHash From(IncrementalHash running)
    {
        var hash = default(PayloadHash);
        running.GetHashAndReset(hash);
        return hash;
    }

    private static PayloadHash Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = default(PayloadHash);
        SHA256.HashData(bytes, hash);
        return hash;
    }
}
