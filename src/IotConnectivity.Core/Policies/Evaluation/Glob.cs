using System.Buffers;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>Matches texts against patterns with <c>*</c> and <c>?</c>, in steps linear in the length of text and pattern.</summary>
/// <remarks>
/// A pattern is a list of tokens: a character, <see cref="AnyOne"/> or <see cref="AnyRun"/>. What stands before the first star and behind the
/// last one is compared in place; the runs between two stars are searched for one after the other, each at its leftmost place, which is
/// enough because a star can take up whatever is skipped. So no character of the text is given back, as backtracking would. <see cref="RunSearch"/>
/// says what searching one run costs.
/// </remarks>
internal static class Glob
{
    internal const int AnyOne = -1;
    internal const int AnyRun = -2;

    private const int LongestOnStack = 256;

    internal static bool IsMatch(ReadOnlySpan<char> text, ReadOnlySpan<int> pattern)
    {
        var uncounted = default(Uncounted);
        return IsMatch(text, pattern, ref uncounted);
    }

    internal static bool IsMatch<TCounter>(ReadOnlySpan<char> text, ReadOnlySpan<int> pattern, ref TCounter counter)
        where TCounter : struct, IStepCounter
    {
        var first = pattern.IndexOf(AnyRun);
        if (first < 0) return text.Length == pattern.Length && AreEqual(text, pattern, ref counter);

        var last = pattern.LastIndexOf(AnyRun);
        var head = pattern[..first];
        var tail = pattern[(last + 1)..];
        if (text.Length < head.Length + tail.Length) return false;
        if (!AreEqual(text[..head.Length], head, ref counter) || !AreEqual(text[^tail.Length..], tail, ref counter)) return false;
        return first == last || HasRuns(text[head.Length..^tail.Length], pattern[(first + 1)..last], ref counter);
    }

    private static bool HasRuns<TCounter>(ReadOnlySpan<char> text, ReadOnlySpan<int> runs, ref TCounter counter)
        where TCounter : struct, IStepCounter
    {
        var rented = runs.Length > LongestOnStack ? ArrayPool<int>.Shared.Rent(runs.Length) : null;
        var failures = rented ?? stackalloc int[LongestOnStack];
        var masks = runs.Contains(AnyOne) ? stackalloc ulong[RunSearch.MaskCount] : default;
        try
        {
            while (!runs.IsEmpty)
            {
                var length = runs.IndexOf(AnyRun);
                var run = length < 0 ? runs : runs[..length];
                runs = length < 0 ? default : runs[(length + 1)..];
                if (run.Length > text.Length) return false;
                var found = run.Contains(AnyOne)
                    ? RunSearch.IndexOfWithAnyOne(text, run, masks, ref counter)
                    : RunSearch.IndexOfLiteral(text, run, failures, ref counter);
                if (found < 0) return false;
                text = text[(found + run.Length)..];
            }

            return true;
        }
        finally
        {
            if (rented is not null) ArrayPool<int>.Shared.Return(rented);
        }
    }

    private static bool AreEqual<TCounter>(ReadOnlySpan<char> text, ReadOnlySpan<int> tokens, ref TCounter counter)
        where TCounter : struct, IStepCounter
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            counter.Count(1);
            if (tokens[i] != text[i] && tokens[i] != AnyOne) return false;
        }

        return true;
    }

    /// <summary>Counts nothing; the compiler removes the calls.</summary>
    private readonly struct Uncounted : IStepCounter
    {
        public void Count(int steps)
        {
        }
    }
}

/// <summary>Counts how often a character was looked at, so that a test can hold the bound against it.</summary>
internal interface IStepCounter
{
    void Count(int steps);
}
