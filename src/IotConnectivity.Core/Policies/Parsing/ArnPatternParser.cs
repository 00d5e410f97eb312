using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Parsing;

/// <summary>Reads ARN patterns and cuts them at the first five colons.</summary>
internal static class ArnPatternParser
{
    private const int Partition = 1;
    private const int Service = 2;
    private const int Resource = 5;

    /// <summary>Reads an element of <c>Resource</c> or <c>NotResource</c>.</summary>
    internal static bool TryReadResource(
        JsonValue value, PolicyVersion version, Refusal refusal, [NotNullWhen(true)] out ArnPattern? pattern)
    {
        pattern = null;
        if (value.Kind != JsonKind.Text) return refusal.BecauseOfType(value, "a resource such as `arn:aws:iot:us-east-1:123456789012:thing/*`");
        if (!TryReadSegments(value, version, refusal, out var segments)) return false;
        if (segments is [{ Parts: [AnyRunPart] }])
        {
            pattern = new ArnPattern(value.Text, []);
            return true;
        }

        if (segments[0].ToString() != "arn" || segments.Length <= Service)
            return Refuse("is not an ARN", "expected `arn:partition:service:region:account:resource` or `*`");
        if (!IsPartition(segments[Partition]))
            return Refuse("has an invalid partition", "expected one that begins with `aws`, or `*`");
        if (!IsService(segments[Service]))
            return Refuse("has an invalid service", "expected a service in full, without wildcards and variables");
        if (Array.Exists(segments[..Math.Min(segments.Length, Resource)], static segment => segment.HasVariables))
        {
            return refusal.Because(
                PolicyErrorCode.InvalidVariable,
                value,
                $"resource {value.Describe()} has a variable too early",
                "expected variables after the fifth colon only");
        }

        if (!TryComplete(ref segments)) return Refuse("has fewer than six parts", "expected all six, or a `*` at the end for the rest");
        if (segments[Resource].Parts.Length == 0) return Refuse("names no resource", "expected one after the fifth colon");
        pattern = new ArnPattern(value.Text, segments);
        return true;

        bool Refuse(string fault, string expected) =>
            refusal.Because(PolicyErrorCode.InvalidResource, value, $"resource {value.Describe()} {fault}", expected);
    }

    /// <summary>Reads a value of an Arn… condition: <c>*</c>, a lone variable, or six segments.</summary>
    internal static bool TryReadCondition(
        JsonValue value, PolicyVersion version, Refusal refusal, [NotNullWhen(true)] out ArnPattern? pattern)
    {
        pattern = null;
        if (!TryReadSegments(value, version, refusal, out var segments)) return false;
        if (segments is [{ Parts: [AnyRunPart] }]) segments = [];
        else if (segments.Length != ArnPattern.SegmentCount && segments is not [{ Parts: [VariablePart] }])
        {
            return refusal.Because(
                PolicyErrorCode.InvalidConditionValue,
                value,
                $"{value.Describe()} is not an ARN",
                "expected six parts separated by colons, one variable, or `*`");
        }

        pattern = new ArnPattern(value.Text, segments);
        return true;
    }

    // A star that ends the pattern also runs past the colons that follow, which is the same as stars in the missing segments. Only there:
    // were every star at the end of a segment to cross colons, the name of a resource could take the place of its account.
    private static bool TryComplete(ref TextTemplate[] segments)
    {
        if (segments.Length == ArnPattern.SegmentCount) return true;
        if (segments[^1].Parts is not [.., AnyRunPart] || Array.Exists(segments, static segment => segment.Parts.Length == 0)) return false;
        var missing = ArnPattern.SegmentCount - segments.Length;
        segments = [.. segments, .. Enumerable.Repeat(new TextTemplate([new AnyRunPart()]), missing)];
        return true;
    }

    private static bool TryReadSegments(
        JsonValue value, PolicyVersion version, Refusal refusal, [NotNullWhen(true)] out TextTemplate[]? segments)
    {
        segments = null;
        var syntax = TemplateSyntax.Wildcards | (version == PolicyVersion.V2012 ? TemplateSyntax.Variables : TemplateSyntax.Literal);
        if (!TemplateParser.TryRead(value.Text, syntax, value, refusal, out var template)) return false;
        segments = Split(template);
        return true;
    }

    private static TextTemplate[] Split(TextTemplate template)
    {
        var segments = new List<TextTemplate>();
        var parts = new List<TemplatePart>();
        foreach (var part in template.Parts)
        {
            if (part is not LiteralPart literal)
            {
                parts.Add(part);
                continue;
            }

            var rest = literal.Text;
            for (int colon; segments.Count < Resource && (colon = rest.IndexOf(':')) >= 0; rest = rest[(colon + 1)..])
            {
                if (colon > 0) parts.Add(new LiteralPart(rest[..colon]));
                segments.Add(new TextTemplate([.. parts]));
                parts.Clear();
            }

            if (rest.Length > 0) parts.Add(new LiteralPart(rest));
        }

        segments.Add(new TextTemplate([.. parts]));
        return [.. segments];
    }

    private static bool IsPartition(TextTemplate segment) =>
        segment.Parts is [AnyRunPart]
        || (segment.Parts is [LiteralPart { Text: var name }]
            && (name == "aws" || name.StartsWith("aws-", StringComparison.Ordinal))
            && name.All(static c => char.IsAsciiLetterLower(c) || c == '-'));

    private static bool IsService(TextTemplate segment) =>
        segment.Parts is [LiteralPart { Text: var name }] && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-');
}
