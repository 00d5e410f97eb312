using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IotConnectivity.Fleet.Filters;

/// <summary>Compares 64 values of a column at once and gives a bit for each.</summary>
internal static class ColumnScan
{
    internal static ulong Equal(ReadOnlySpan<int> values, int wanted)
    {
        var bits = 0UL;
        var all = MemoryMarshal.Cast<int, Vector256<int>>(values);
        var same = Vector256.Create(wanted);
        for (var i = 0; i < all.Length; i++) bits |= (ulong)Vector256.Equals(all[i], same).ExtractMostSignificantBits() << (i * Vector256<int>.Count);
        return bits;
    }

    internal static ulong NotZero(ReadOnlySpan<int> values) => ~Equal(values, 0);

    /// <summary>Finds values from one to another, both included.</summary>
    internal static ulong Between(ReadOnlySpan<long> values, long least, long greatest)
    {
        var bits = 0UL;
        var all = MemoryMarshal.Cast<long, Vector256<long>>(values);
        var (low, high) = (Vector256.Create(least), Vector256.Create(greatest));
        for (var i = 0; i < all.Length; i++)
        {
            var inside = Vector256.GreaterThanOrEqual(all[i], low) & Vector256.LessThanOrEqual(all[i], high);
            bits |= (ulong)inside.ExtractMostSignificantBits() << (i * Vector256<long>.Count);
        }

        return bits;
    }

    /// <summary>Finds odd values.</summary>
    internal static ulong Odd(ReadOnlySpan<long> values)
    {
        var bits = 0UL;
        var all = MemoryMarshal.Cast<long, Vector256<long>>(values);

        // The lowest bit, moved to where the sign is.
        for (var i = 0; i < all.Length; i++) bits |= (ulong)(all[i] << 63).ExtractMostSignificantBits() << (i * Vector256<long>.Count);
        return bits;
    }

    /// <summary>Finds values of which a mask has the bit; all are below 32.</summary>
    internal static ulong OneOf(ReadOnlySpan<byte> values, uint mask)
    {
        var bits = 0UL;
        for (var value = 0; value < 32; value++)
        {
            if ((mask & (1u << value)) != 0) bits |= Equal(values, (byte)value);
        }

        return bits;
    }

    private static ulong Equal(ReadOnlySpan<byte> values, byte wanted)
    {
        var all = MemoryMarshal.Cast<byte, Vector256<byte>>(values);
        var same = Vector256.Create(wanted);
        return Vector256.Equals(all[0], same).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(all[1], same).ExtractMostSignificantBits() << Vector256<byte>.Count);
    }
}
