using System.Buffers;
using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>Bool.</summary>
internal sealed class BoolTest(bool[] flags) : ValueTest
{
    internal override Outcome Matches(ContextValue value, ref EvaluationScope scope)
    {
        if (value.Text.Equals("true", StringComparison.OrdinalIgnoreCase)) return OutcomeOf.Test(Array.IndexOf(flags, true) >= 0);
        if (value.Text.Equals("false", StringComparison.OrdinalIgnoreCase)) return OutcomeOf.Test(Array.IndexOf(flags, false) >= 0);
        return Outcome.Unknown;
    }
}

/// <summary>IpAddress.</summary>
internal sealed class AddressTest(AddressRange[] ranges) : ValueTest
{
    internal override Outcome Matches(ContextValue value, ref EvaluationScope scope)
    {
        if (value.Address is not { } address) return Outcome.Unknown;
        foreach (var range in ranges)
        {
            if (range.Contains(address)) return Outcome.Yes;
        }

        return Outcome.No;
    }
}

/// <summary>BinaryEquals: the bytes that base64 text stands for.</summary>
internal sealed class BinaryTest(byte[][] values) : ValueTest
{
    private const int LongestOnStack = 512;

    internal override Outcome Matches(ContextValue value, ref EvaluationScope scope)
    {
        var rented = value.Text.Length > LongestOnStack ? ArrayPool<byte>.Shared.Rent(value.Text.Length) : null;
        var buffer = rented ?? stackalloc byte[LongestOnStack];
        try
        {
            if (!Convert.TryFromBase64String(value.Text, buffer, out var length)) return Outcome.Unknown;
            foreach (var expected in values)
            {
                if (buffer[..length].SequenceEqual(expected)) return Outcome.Yes;
            }

            return Outcome.No;
        }
        finally
        {
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
