using IotConnectivity.AspNetCore.Errors;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>The query line of a canonical request: every parameter decoded, encoded again, and sorted.</summary>
internal static class CanonicalQuery
{
    /// <summary>The one parameter that is left out: it cannot cover itself.</summary>
    public const string SignatureName = "X-Amz-Signature";

    /// <summary>Checks the limits and the percent signs of a raw query.</summary>
    /// <returns>The error to answer with, or <see langword="null"/> when the query can be written.</returns>
    public static AwsError? Check(ReadOnlySpan<char> query)
    {
        if (query.Length > SigV4Limits.MaxQueryLength) return Invalid($"the query has {query.Length} characters, expected at most {SigV4Limits.MaxQueryLength}");
        if (query.Count('&') >= SigV4Limits.MaxQueryParameters) return Invalid($"the query has more than {SigV4Limits.MaxQueryParameters} parameters");
        return PercentEncoding.IsWellFormed(query) ? null : Invalid("the query has a `%` that two hex digits do not follow");
    }

    /// <summary>Writes the canonical form of a query that <see cref="Check"/> found good.</summary>
    /// <remarks>A raw <c>+</c> is a plus sign, not a blank: SDKs always send <c>%2B</c>, and what AWS makes of a raw one is not documented.</remarks>
    public static void Append(ref Utf8Buffer buffer, ReadOnlySpan<char> query)
    {
        if (query.IsEmpty) return;
        Span<Parameter> parameters = stackalloc Parameter[SigV4Limits.MaxQueryParameters];
        var scratch = new Utf8Buffer(query.Length);
        try
        {
            var count = Encode(ref scratch, query, parameters);
            Sort(scratch.Written, parameters[..count]);
            var first = true;
            foreach (var parameter in parameters[..count])
            {
                if (!first) buffer.Append((byte)'&');
                first = false;
                buffer.Append(parameter.Name(scratch.Written));
                buffer.Append((byte)'=');
                buffer.Append(parameter.Value(scratch.Written));
            }
        }
        finally
        {
            scratch.Dispose();
        }
    }

    private static int Encode(ref Utf8Buffer scratch, ReadOnlySpan<char> query, Span<Parameter> parameters)
    {
        var count = 0;
        foreach (var range in query.Split('&'))
        {
            var part = query[range];
            if (part.IsEmpty) continue;
            var equals = part.IndexOf('=');
            var name = equals < 0 ? part : part[..equals];
            if (name is SignatureName) continue;
            var start = scratch.Length;
            PercentEncoding.AppendRecoded(ref scratch, name);
            var middle = scratch.Length;
            if (equals >= 0) PercentEncoding.AppendRecoded(ref scratch, part[(equals + 1)..]);
            parameters[count++] = new Parameter(start, middle, scratch.Length);
        }

        return count;
    }

    /// <summary>Sorts by insertion: a query has a handful of parameters, and SDKs send most of them in order.</summary>
    private static void Sort(ReadOnlySpan<byte> text, Span<Parameter> parameters)
    {
        for (var i = 1; i < parameters.Length; i++)
        {
            var moving = parameters[i];
            var to = i;
            for (; to > 0 && moving.CompareTo(parameters[to - 1], text) < 0; to--) parameters[to] = parameters[to - 1];
            parameters[to] = moving;
        }
    }

    private static AwsError Invalid(string message) => new(AwsErrorCode.InvalidRequest, message);

    /// <summary>Where an encoded parameter stands in the scratch text.</summary>
    private readonly record struct Parameter(int Start, int Middle, int End)
    {
        public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> text) => text[Start..Middle];

        public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text) => text[Middle..End];

        public int CompareTo(Parameter other, ReadOnlySpan<byte> text)
        {
            var byName = Name(text).SequenceCompareTo(other.Name(text));
            return byName != 0 ? byName : Value(text).SequenceCompareTo(other.Value(text));
        }
    }
}
