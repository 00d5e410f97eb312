using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Parsing;

/// <summary>Reads one value of a condition as its operator needs it.</summary>
internal static class ConditionValueParser
{
    internal static bool TryRead(
        Comparison comparison, JsonValue item, PolicyVersion version, Refusal refusal, [NotNullWhen(true)] out ConditionValue? value)
    {
        value = null;
        if (item.Kind is JsonKind.Object or JsonKind.List or JsonKind.Null) return refusal.BecauseOfType(item, "a text, number or boolean");
        switch (comparison)
        {
            case Comparison.StringEquals or Comparison.StringEqualsIgnoreCase:
                return TryReadText(item, version, TemplateSyntax.Literal, refusal, out value);
            case Comparison.StringLike:
                return TryReadText(item, version, TemplateSyntax.Wildcards, refusal, out value);
            case Comparison.ArnLike:
                if (ArnPatternParser.TryReadCondition(item, version, refusal, out var pattern)) value = new ArnValue(item.Text, pattern);
                return value is not null;
            default:
                value = ReadTyped(comparison, item.Text);
                return value is not null || refusal.Because(
                    PolicyErrorCode.InvalidConditionValue, item, $"unreadable value {item.Describe()}", $"expected {Expected(comparison)}");
        }
    }

    private static bool TryReadText(
        JsonValue item, PolicyVersion version, TemplateSyntax syntax, Refusal refusal, [NotNullWhen(true)] out ConditionValue? value)
    {
        if (version == PolicyVersion.V2012) syntax |= TemplateSyntax.Variables;
        value = TemplateParser.TryRead(item.Text, syntax, item, refusal, out var template) ? new TextValue(item.Text, template) : null;
        return value is not null;
    }

    private static ConditionValue? ReadTyped(Comparison comparison, string text) => comparison switch
    {
        Comparison.Bool or Comparison.Null => bool.TryParse(text, out var flag) && text.Length == flag.ToString().Length
            ? new BoolValue(text, flag)
            : null,
        Comparison.BinaryEquals => TryReadBase64(text, out var bytes) ? new BinaryValue(text, bytes) : null,
        Comparison.IpAddress => AddressRange.TryParse(text, out var range) ? new AddressValue(text, range) : null,
        >= Comparison.NumericEquals and <= Comparison.NumericGreaterThanEquals =>
            NumberText.TryParse(text, out var number) ? new NumberValue(text, number) : null,
        _ => InstantText.TryParse(text, out var ticks) ? new InstantValue(text, ticks) : null,
    };

    private static bool TryReadBase64(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, buffer, out var length)) return false;
        bytes = buffer[..length];
        return true;
    }

    private static string Expected(Comparison comparison) => comparison switch
    {
        Comparison.Bool or Comparison.Null => "`true` or `false`",
        Comparison.BinaryEquals => "base64",
        Comparison.IpAddress => "an address or a range such as `203.0.113.0/24`",
        >= Comparison.NumericEquals and <= Comparison.NumericGreaterThanEquals => "a number of at most 28 digits without exponent",
        _ => "a date such as `2026-01-31T12:00:00Z`, or seconds since 1970",
    };
}
