using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace IotConnectivity.Detect.Violations;

/// <summary>Names violations: by the thing, the profile, the behaviour and the moment of the alarm, so that one that is found again after a crash is the same.</summary>
internal static class ViolationIds
{
    private const int Length = 16;

    internal static string Make(Guid thingId, string profileName, string behaviorName, long alarmAtMs)
    {
        // Names are 128 characters at most. What stands between them is in none.
        Span<byte> bytes = stackalloc byte[32 + Encoding.UTF8.GetMaxByteCount(profileName.Length + behaviorName.Length)];
        thingId.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], alarmAtMs);
        var length = 24 + Encoding.UTF8.GetBytes(profileName, bytes[24..]);
        bytes[length++] = 0;
        length += Encoding.UTF8.GetBytes(behaviorName, bytes[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], hash);
        return Convert.ToHexStringLower(hash[..Length]);
    }
}
