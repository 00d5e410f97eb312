using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Parsing;

/// <summary>Reads <c>*</c> or <c>service:Name</c>, where the service may be <c>*</c> and the name may contain wildcards.</summary>
internal static class ActionPatternParser
{
    private static readonly SearchValues<char> ServiceCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._*?");

    internal static bool TryRead(JsonValue value, Refusal refusal, [NotNullWhen(true)] out ActionPattern? pattern)
    {
        pattern = null;
        if (value.Kind != JsonKind.Text) return refusal.BecauseOfType(value, "an action such as `iot:SearchIndex`");
        var text = value.Text;
        var colon = text.IndexOf(':');
        if (text == ActionPattern.AnyService) text = "*:*";
        else if (colon < 0) return Refuse("has no service", "expected a prefix such as `iot:`, or `*` alone");
        else if (text.LastIndexOf(':') != colon) return Refuse("has more than one colon", "expected `service:Name`");

        colon = text.IndexOf(':');
        var service = text[..colon];
        var name = text[(colon + 1)..];
        if (service.Length == 0 || (service != ActionPattern.AnyService && service.AsSpan().ContainsAnyExcept(ServiceCharacters)))
            return Refuse("has an invalid service", "expected letters, digits, `-` and `.`, or `*` alone");
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
            return Refuse("has an invalid name", "expected letters, digits, `-`, `.`, `_`, `*` and `?`");
        if (!TemplateParser.TryRead(Lower(name), TemplateSyntax.Wildcards, value, refusal, out var template)) return false;
        pattern = new ActionPattern(value.Text, Lower(service), template);
        return true;

        bool Refuse(string fault, string expected) =>
            refusal.Because(PolicyErrorCode.InvalidAction, value, $"action {value.Describe()} {fault}", expected);
    }

    private static string Lower(string text) => string.Create(text.Length, text, static (span, source) => source.AsSpan().ToLowerInvariant(span));
}
