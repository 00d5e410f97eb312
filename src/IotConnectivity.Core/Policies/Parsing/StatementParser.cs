using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Parsing;

/// <summary>Reads one statement.</summary>
internal static class StatementParser
{
    private static readonly string[] MemberNames =
        ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    internal static bool TryRead(JsonValue value, PolicyVersion version, Refusal refusal, [NotNullWhen(true)] out Statement? statement)
    {
        statement = null;
        if (value.Kind != JsonKind.Object) return refusal.BecauseOfType(value, "a statement, which is an object");
        if ((value.Find("Principal") ?? value.Find("NotPrincipal")) is { } principal)
        {
            return refusal.Because(
                PolicyErrorCode.PrincipalNotAllowed,
                principal,
                $"unexpected `{principal.Name}`",
                "expected none: the policy applies to whom it is attached to");
        }

        if (!Members.CheckNames(value, MemberNames, refusal)) return false;
        if (!TryReadSid(value.Find("Sid"), refusal, out var sid)) return false;
        if (!TryReadEffect(value, refusal, out var effect)) return false;
        if (!TryReadActions(value, refusal, out var action)) return false;
        if (!TryReadResources(value, version, refusal, out var resource)) return false;
        if (!ConditionParser.TryRead(value.Find("Condition"), version, refusal, out var conditions)) return false;
        statement = new Statement(sid, effect, action, resource, conditions);
        return true;
    }

    private static bool TryReadSid(JsonValue? value, Refusal refusal, out string? sid) =>
        Members.TryReadOptionalText(value, refusal, out sid)
        && (sid is null || sid.All(char.IsAsciiLetterOrDigit)
            || refusal.Because(PolicyErrorCode.InvalidSid, value!, $"`Sid` {value!.Describe()}", "expected letters and digits only"));

    private static bool TryReadEffect(JsonValue owner, Refusal refusal, out PolicyEffect effect)
    {
        const string Expected = "`Allow` or `Deny`";
        effect = PolicyEffect.Deny;
        if (owner.Find("Effect") is not { } value)
            return refusal.Because(PolicyErrorCode.MissingMember, owner, "`Effect` is missing", $"expected {Expected}");
        if (value.Kind != JsonKind.Text) return refusal.BecauseOfType(value, Expected);
        if (value.Text == "Allow") effect = PolicyEffect.Allow;
        else if (value.Text != "Deny")
            return refusal.Because(PolicyErrorCode.InvalidEffect, value, $"unknown effect {value.Describe()}", $"expected {Expected}");
        return true;
    }

    private static bool TryReadActions(JsonValue owner, Refusal refusal, [NotNullWhen(true)] out ActionElement? action)
    {
        action = null;
        if (!TryReadOneOf(owner, "Action", "NotAction", refusal, out var value)) return false;
        if (!Members.TryReadList(value, "action", refusal, out var items)) return false;
        var patterns = new ActionPattern[items.Count];
        for (var i = 0; i < patterns.Length; i++)
        {
            if (!ActionPatternParser.TryRead(items[i], refusal, out var pattern)) return false;
            patterns[i] = pattern;
        }

        action = new ActionElement(value.Name == "NotAction", patterns);
        return true;
    }

    private static bool TryReadResources(
        JsonValue owner, PolicyVersion version, Refusal refusal, [NotNullWhen(true)] out ResourceElement? resource)
    {
        resource = null;
        if (!TryReadOneOf(owner, "Resource", "NotResource", refusal, out var value)) return false;
        if (!Members.TryReadList(value, "resource", refusal, out var items)) return false;
        var patterns = new ArnPattern[items.Count];
        for (var i = 0; i < patterns.Length; i++)
        {
            if (!ArnPatternParser.TryReadResource(items[i], version, refusal, out var pattern)) return false;
            patterns[i] = pattern;
        }

        resource = new ResourceElement(value.Name == "NotResource", patterns);
        return true;
    }

    private static bool TryReadOneOf(
        JsonValue owner, string name, string negatedName, Refusal refusal, [NotNullWhen(true)] out JsonValue? value)
    {
        value = owner.Find(name) ?? owner.Find(negatedName);
        if (value is null)
        {
            return refusal.Because(
                PolicyErrorCode.MissingMember, owner, $"`{name}` is missing", $"expected either `{name}` or `{negatedName}`");
        }

        if (owner.Find(name) is null || owner.Find(negatedName) is null) return true;
        return refusal.Because(
            PolicyErrorCode.ConflictingMembers, owner, $"both `{name}` and `{negatedName}`", "expected only one of them");
    }
}
