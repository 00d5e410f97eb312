using System.Buffers;
using System.Buffers.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Makes a number of the sequence number of an IoT Hub, a string of 64 hexadecimal digits that grows from one event of a device to the next.</summary>
/// <remarks>
/// The digits are four groups: zeros; the time from which the numbers of the device count, in steps of 100 ns since 1601; a generation of 8 digits and 8 zeros; a counter. The number
/// keeps their order: the seconds of the time since 2000, then 8 bits of the generation, then 24 bits of the counter. A value that would not fit has no number, and its event is
/// ordered by its time. Documented is only that the value grows; that it is built so is what all published samples show.
/// </remarks>
internal static class AzureSequence
{
    public const int Length = 64;

    private const long UnitsASecond = 10_000_000;
    private const long SecondsFrom1601To2000 = 12_591_158_400;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789ABCDEFabcdef"u8);

    public static bool IsValid(ReadOnlySpan<byte> utf8) => utf8.Length == Length && !utf8.ContainsAnyExcept(Digits);

    /// <summary>Gets the number of a valid sequence number, or <see langword="null"/> if it does not fit.</summary>
    public static long? ToNumber(ReadOnlySpan<byte> utf8)
    {
        var (high, from, generation, counter) = (Group(utf8), Group(utf8[16..]), Group(utf8[32..]), Group(utf8[48..]));
        if (high != 0) return null;
        if (from == 0 && generation == 0) return counter <= long.MaxValue ? (long)counter : null;
        var seconds = ((long)(from / UnitsASecond)) - SecondsFrom1601To2000;
        var generationIsSmall = (generation & 0xFFFF_FFFF) == 0 && generation >> 40 == 0;
        if (seconds < 0 || seconds > int.MaxValue || !generationIsSmall || counter > 0xFF_FFFF) return null;
        return (seconds << 32) | (long)(generation >> 32 << 24) | (long)counter;
    }

    private static ulong Group(ReadOnlySpan<byte> digits) => Utf8Parser.TryParse(digits[..16], out ulong value, out _, 'X') ? value : 0;
}
