using System.Globalization;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>Everything that the evaluation of one request reads, and the errors that it meets.</summary>
internal ref struct EvaluationScope
{
    /// <summary>How many characters <see cref="EvaluationScope(in AuthorizationRequest, ArnText, Span{char})"/> needs to write times into.</summary>
    internal const int ScratchLength = DateLength + SecondsLength;

    private const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int DateLength = 20;
    private const int SecondsLength = 12;

    private readonly RequestContext _context;
    private readonly Span<char> _scratch;
    private readonly DateTime _now;

    internal EvaluationScope(in AuthorizationRequest request, ArnText resource, Span<char> scratch)
    {
        _context = request.Context;
        _scratch = scratch;
        Resource = resource;
        // Whole seconds, so that the keys say the same as text and as instant.
        _now = new DateTime(request.Now.UtcTicks - (request.Now.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
    }

    internal ArnText Resource { get; }

    internal AuthorizationErrors Errors { get; set; }

    internal readonly long NowTicks => _now.Ticks;

    internal readonly ContextEntry? Find(ContextKey key)
    {
        if (_context.Find(key) is { } entry) return entry;
        if (key.IsCurrentTime) return ContextValue.CurrentTime;
        return key.IsEpochTime ? ContextValue.EpochTime : null;
    }

    internal readonly ReadOnlySpan<char> TextOf(ContextValue value)
    {
        if (value.Source == ValueSource.Text) return value.Text;
        if (value.Source == ValueSource.ClockAsDate)
        {
            _now.TryFormat(_scratch[..DateLength], out var written, DateFormat, CultureInfo.InvariantCulture);
            return _scratch[..written];
        }

        var seconds = (_now.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        seconds.TryFormat(_scratch[DateLength..], out var length, provider: CultureInfo.InvariantCulture);
        return _scratch.Slice(DateLength, length);
    }

    /// <summary>Finds the text that stands for a variable: that of a key with one value.</summary>
    internal readonly bool TryResolve(ContextKey key, string? fallback, out ReadOnlySpan<char> text)
    {
        if (Find(key) is { IsMultivalued: false, Values: [var value] })
        {
            text = TextOf(value);
            return true;
        }

        text = fallback;
        return fallback is not null;
    }
}
