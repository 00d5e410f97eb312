using System.Diagnostics.CodeAnalysis;
using System.Text;
using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Parsing;

/// <summary>What besides characters a text may contain.</summary>
[Flags]
internal enum TemplateSyntax
{
    Literal = 0,
    Wildcards = 1,
    Variables = 2,
}

/// <summary>Splits a text into characters, wildcards and variables.</summary>
/// <remarks>
/// variable = "${" key "}" | "${" key ", '" default "'}"      escape = "${*}" | "${?}" | "${$}"
/// A "${" that no "}" follows is plain text. Source: IAM User Guide, "Variables and tags".
/// </remarks>
internal ref struct TemplateParser
{
    private const string Opening = "${";

    private readonly StringBuilder _literal = new();
    private readonly List<TemplatePart> _parts = [];
    private ReadOnlySpan<char> _rest;

    private TemplateParser(ReadOnlySpan<char> text) => _rest = text;

    internal static bool TryRead(
        string text, TemplateSyntax syntax, JsonValue at, Refusal refusal, [NotNullWhen(true)] out TextTemplate? template)
    {
        var parser = new TemplateParser(text);
        template = null;
        if (!parser.TryReadParts(syntax))
        {
            return refusal.Because(
                PolicyErrorCode.InvalidVariable,
                at,
                $"invalid variable in {PolicyError.Quote(text)}",
                "expected `${vendor:key}`, `${vendor:key, 'default'}`, `${*}`, `${?}` or `${$}`");
        }

        template = new TextTemplate([.. parser._parts]);
        return CheckRuns(template, at, refusal);
    }

    private bool TryReadParts(TemplateSyntax syntax)
    {
        while (!_rest.IsEmpty)
        {
            if (syntax.HasFlag(TemplateSyntax.Variables) && _rest.StartsWith(Opening) && _rest.Contains('}'))
            {
                if (!TryReadEscape() && !TryReadVariable()) return false;
            }
            else if (syntax.HasFlag(TemplateSyntax.Wildcards) && _rest[0] is '*' or '?')
            {
                Add(_rest[0] == '*' ? new AnyRunPart() : new AnyOnePart());
                _rest = _rest[1..];
            }
            else
            {
                _literal.Append(_rest[0]);
                _rest = _rest[1..];
            }
        }

        EndLiteral();
        return true;
    }

    private bool TryReadEscape()
    {
        if (_rest.Length < 4 || _rest[2] is not ('*' or '?' or '$') || _rest[3] != '}') return false;
        _literal.Append(_rest[2]);
        _rest = _rest[4..];
        return true;
    }

    private bool TryReadVariable()
    {
        var rest = _rest[Opening.Length..];
        var keyLength = rest.IndexOfAny(',', '}');
        var key = rest[..keyLength].ToString();
        if (!ConditionKeyName.IsValid(key)) return false;
        string? fallback = null;
        rest = rest[keyLength..];
        if (rest[0] == ',')
        {
            const string Quote = ", '";
            if (!rest.StartsWith(Quote)) return false;
            rest = rest[Quote.Length..];
            var end = rest.IndexOf('\'');
            if (end < 0 || end + 1 == rest.Length || rest[end + 1] != '}') return false;
            fallback = rest[..end].ToString();
            rest = rest[(end + 1)..];
        }

        Add(new VariablePart(key, fallback));
        _rest = rest[1..];
        return true;
    }

    private readonly void Add(TemplatePart part)
    {
        EndLiteral();
        // Neighbouring stars mean the same as one.
        if (part is not AnyRunPart || _parts.Count == 0 || _parts[^1] is not AnyRunPart) _parts.Add(part);
    }

    private readonly void EndLiteral()
    {
        if (_literal.Length == 0) return;
        _parts.Add(new LiteralPart(_literal.ToString()));
        _literal.Clear();
    }

    private static bool CheckRuns(TextTemplate template, JsonValue at, Refusal refusal)
    {
        var isInside = false;
        var length = 0;
        var hasAnyOne = false;
        foreach (var part in template.Parts)
        {
            if (part is AnyRunPart)
            {
                if (isInside && hasAnyOne && length > PolicyLimits.MaxQuestionMarkRun)
                {
                    return refusal.Because(
                        PolicyErrorCode.TooLarge,
                        at,
                        $"{length} characters with a `?` between two `*`",
                        $"expected at most {PolicyLimits.MaxQuestionMarkRun}");
                }

                isInside = true;
                length = 0;
                hasAnyOne = false;
            }

            length += part is LiteralPart literal ? literal.Text.Length : part is AnyOnePart ? 1 : 0;
            hasAnyOne |= part is AnyOnePart;
        }

        return true;
    }
}
