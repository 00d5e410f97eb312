namespace IotConnectivity.Policies.Evaluation;

/// <summary>Finds the leftmost place of a run of tokens in a text. A run has no stars.</summary>
/// <remarks>
/// Without <c>?</c> this is the algorithm of Knuth, Morris and Pratt (1977): at most twice the length of the text and twice that of the run.
/// With <c>?</c>, up to 64 tokens, it is the Shift-And algorithm of Baeza-Yates and Gonnet (1992), which keeps all partial matches in one
/// word: the length of the text and twice that of the run. Longer runs with <c>?</c>, or with characters above U+00FF, are compared at
/// every place: length of the text × length of the run. The parser refuses such runs, so they arise only when the value of a policy
/// variable stands next to a <c>?</c> between two stars.
/// </remarks>
internal static class RunSearch
{
    internal const int MaskCount = 256;
    private const int WordLength = 64;

    internal static int IndexOfLiteral<TCounter>(ReadOnlySpan<char> text, ReadOnlySpan<int> run, Span<int> failures, ref TCounter counter)
        where TCounter : struct, IStepCounter
    {
        if (run.IsEmpty) return 0;
        PrepareFailures(run, failures, ref counter);
        var matched = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (matched == 0)
            {
                // The vectorised search looks at each of these characters once, too.
                var skip = text[i..].IndexOf((char)run[0]);
                counter.Count(skip < 0 ? text.Length - i : skip);
                if (skip < 0) return -1;
                i += skip;
            }

            while (matched > 0 && run[matched] != text[i])
            {
                counter.Count(1);
                matched = failures[matched - 1];
            }

            counter.Count(1);
            if (run[matched] == text[i]) matched++;
            if (matched == run.Length) return i - run.Length + 1;
        }

        return -1;
    }

    // The masks are working space: MaskCount zeros, left as they were found.
    internal static int IndexOfWithAnyOne<TCounter>(ReadOnlySpan<char> text, ReadOnlySpan<int> run, Span<ulong> masks, ref TCounter counter)
        where TCounter : struct, IStepCounter
    {
        if (run.Length > WordLength || run.ContainsAnyExceptInRange(Glob.AnyOne, MaskCount - 1)) return IndexOfPlainly(text, run, ref counter);

        // Bit i of a character's mask: the run may have that character at place i.
        var anyOnes = 0UL;
        for (var i = 0; i < run.Length; i++)
        {
            if (run[i] == Glob.AnyOne) anyOnes |= 1UL << i;
            else masks[run[i]] |= 1UL << i;
        }

        var found = -1;
        var done = 1UL << (run.Length - 1);
        var partial = 0UL;
        for (var i = 0; i < text.Length && found < 0; i++)
        {
            counter.Count(1);
            var character = text[i];
            partial = ((partial << 1) | 1) & (anyOnes | (character < MaskCount ? masks[character] : 0));
            if ((partial & done) != 0) found = i - run.Length + 1;
        }

        foreach (var token in run)
        {
            if (token != Glob.AnyOne) masks[token] = 0;
        }

        counter.Count(2 * run.Length);
        return found;
    }

    private static int IndexOfPlainly<TCounter>(ReadOnlySpan<char> text, ReadOnlySpan<int> run, ref TCounter counter)
        where TCounter : struct, IStepCounter
    {
        for (var start = 0; start <= text.Length - run.Length; start++)
        {
            var matched = 0;
            while (matched < run.Length && (run[matched] == text[start + matched] || run[matched] == Glob.AnyOne)) matched++;
            counter.Count(matched + 1);
            if (matched == run.Length) return start;
        }

        return -1;
    }

    // failures[i]: the length of the longest proper prefix of run[..(i + 1)] that is also its suffix.
    private static void PrepareFailures<TCounter>(ReadOnlySpan<int> run, Span<int> failures, ref TCounter counter)
        where TCounter : struct, IStepCounter
    {
        failures[0] = 0;
        var matched = 0;
        for (var i = 1; i < run.Length; i++)
        {
            while (matched > 0 && run[matched] != run[i])
            {
                counter.Count(1);
                matched = failures[matched - 1];
            }

            counter.Count(1);
            if (run[matched] == run[i]) matched++;
            failures[i] = matched;
        }
    }
}
