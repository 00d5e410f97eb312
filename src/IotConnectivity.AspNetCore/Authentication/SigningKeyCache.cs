using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>The signing keys of one secret: four of the five HMACs of a request depend on the day, the region and the service only.</summary>
/// <remarks>
/// Bounded at <see cref="Capacity"/>: around midnight two days are in use, and a server accepts one or two services. The array is replaced, never changed, so
/// readers need no lock; of two threads that add at once one addition may be lost, and is made again.
/// </remarks>
internal sealed class SigningKeyCache(byte[] prefixedSecret)
{
    public const int Capacity = 4;

    private SigningKey[] _current = [];

    /// <summary>Gets a signing key.</summary>
    /// <param name="day">The day as a number, 20260115.</param>
    /// <param name="region">The region of the scope.</param>
    /// <param name="service">The service of the scope.</param>
    public byte[] Get(int day, string region, string service)
    {
        var seen = Volatile.Read(ref _current);
        foreach (var entry in seen)
        {
            if (entry.Day == day && entry.Region == region && entry.Service == service) return entry.Key;
        }

        var key = Derive(prefixedSecret, day, region, service);
        var kept = Math.Min(seen.Length, Capacity - 1);
        Volatile.Write(ref _current, [new SigningKey(day, region, service, key), .. seen.AsSpan(0, kept)]);
        return key;
    }

    /// <summary>Derives a signing key without looking into any cache.</summary>
    internal static byte[] Derive(ReadOnlySpan<byte> prefixedSecret, int day, string region, string service)
    {
        Span<byte> dayText = stackalloc byte[8];
        _ = Utf8Formatter.TryFormat(day, dayText, out _, new System.Buffers.StandardFormat('D', 8));
        var key = HMACSHA256.HashData(prefixedSecret, dayText);
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(region), key);
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(service), key);
        HMACSHA256.HashData(key, "aws4_request"u8, key);
        return key;
    }

    private sealed record SigningKey(int Day, string Region, string Service, byte[] Key);
}
