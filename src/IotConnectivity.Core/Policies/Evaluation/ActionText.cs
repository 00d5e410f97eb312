using System.Buffers;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>The action of a request in lower case, cut at its colon.</summary>
internal readonly ref struct ActionText
{
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:");

    private ActionText(ReadOnlySpan<char> service, ReadOnlySpan<char> name)
    {
        Service = service;
        Name = name;
    }

    internal ReadOnlySpan<char> Service { get; }

    internal ReadOnlySpan<char> Name { get; }

    /// <summary>Says whether a text is <c>service:Name</c>.</summary>
    internal static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length > PolicyLimits.MaxActionLength || text.ContainsAnyExcept(Characters)) return false;
        var colon = text.IndexOf(':');
        return colon > 0 && colon < text.Length - 1 && text.LastIndexOf(':') == colon;
    }

    /// <summary>Cuts a valid action.</summary>
    /// <param name="text">The action.</param>
    /// <param name="buffer">Where the lower-case form is written; at least as long as the action.</param>
    internal static ActionText Read(ReadOnlySpan<char> text, Span<char> buffer)
    {
        var length = text.ToLowerInvariant(buffer);
        var colon = text.IndexOf(':');
        return new ActionText(buffer[..colon], buffer[(colon + 1)..length]);
    }
}
