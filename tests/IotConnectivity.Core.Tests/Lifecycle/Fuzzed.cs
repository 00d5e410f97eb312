using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Makes inputs by cutting, joining and spoiling good ones.</summary>
internal sealed class Fuzzed(int seed, byte[][] good, string[] fragments)
{
    private readonly Random _random = new(seed);
    private readonly byte[][] _fragments = [.. fragments.Select(Encoding.UTF8.GetBytes)];

    public byte[] Next()
    {
        var input = good[_random.Next(good.Length)];
        for (var n = _random.Next(4); n > 0; n--) input = Change(input);
        return input;
    }

    private byte[] Change(byte[] input)
    {
        var (at, to) = (_random.Next(input.Length + 1), _random.Next(input.Length + 1));
        if (at > to) (at, to) = (to, at);
        switch (_random.Next(6))
        {
            case 0:
                return [.. input.AsSpan(0, at), .. _fragments[_random.Next(_fragments.Length)], .. input.AsSpan(at)];
            case 1:
                return [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(at + _random.Next(1, 5), input.Length))];
            case 2:
                var other = good[_random.Next(good.Length)];
                return [.. input.AsSpan(0, at), .. other.AsSpan(_random.Next(other.Length))];
            case 3:
                return input[..at];
            case 4 when input.Length > 0:
                var spoiled = input.ToArray();
                spoiled[Math.Min(at, input.Length - 1)] = (byte)_random.Next(256);
                return spoiled;
            default:
                return [.. input.AsSpan(0, to), .. input.AsSpan(at, Math.Min(to - at, 200)), .. input.AsSpan(to)];
        }
    }

    public static void AssertWhole(in LifecycleEvent read)
    {
        Assert.InRange(read.Kind, LifecycleEventKind.Connected, LifecycleEventKind.Heartbeat);
        Assert.InRange(Encoding.UTF8.GetByteCount(read.ClientId), 1, LifecycleLimits.MaxClientIdBytes);
        Assert.InRange(read.TimestampMs, 0, LifecycleLimits.MaxTimestampMs);
        Assert.True(read.Number is null or >= 0);
        Assert.NotNull(read.Source);
    }

    public static void AssertWhole(LifecycleParseError error, int length)
    {
        Assert.InRange(error.Code, LifecycleErrorCode.TooLong, LifecycleErrorCode.UnknownLine);
        Assert.InRange(error.Offset, 0, Math.Max(length, LifecycleLimits.MaxEventBytes));
        Assert.InRange(error.Message.Length, 1, 600);
        Assert.DoesNotContain('\n', error.Message);
    }
}
