using System.Runtime.CompilerServices;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>The ARN of a request, cut at its first five colons; or <c>*</c>, which stands for no resource and has no segments.</summary>
internal readonly ref struct ArnText
{
    private readonly Colons _colons;

    private ArnText(ReadOnlySpan<char> text, Colons colons)
    {
        Text = text;
        _colons = colons;
    }

    internal ReadOnlySpan<char> Text { get; }

    internal bool IsNone => Text is "*";

    /// <summary>Gets one of the six segments; the last one keeps its own colons.</summary>
    internal ReadOnlySpan<char> this[int segment]
    {
        get
        {
            var start = segment == 0 ? 0 : _colons[segment - 1] + 1;
            return segment == Colons.Count ? Text[start..] : Text[start.._colons[segment]];
        }
    }

    internal static bool TryRead(ReadOnlySpan<char> text, out ArnText arn)
    {
        var colons = default(Colons);
        var from = 0;
        for (var i = 0; i < Colons.Count; i++)
        {
            var colon = text[from..].IndexOf(':');
            if (colon < 0)
            {
                arn = new ArnText(text, default);
                return arn.IsNone;
            }

            colons[i] = from + colon;
            from += colon + 1;
        }

        arn = new ArnText(text, colons);
        return text.StartsWith("arn:") && from < text.Length;
    }

    [InlineArray(Count)]
    private struct Colons
    {
        internal const int Count = 5;

        private int _first;
    }
}
