using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Parsing;

/// <summary>Reads a whole document.</summary>
/// <remarks>
/// policy     = { "Version"?: "2008-10-17" | "2012-10-17", "Id"?: string, "Statement": statement | [statement, …] }
/// statement  = { "Sid"?, "Effect", ("Action" | "NotAction"), ("Resource" | "NotResource"), "Condition"? }
/// Action     = string | [string, …]               Resource = string | [string, …]
/// Condition  = { operator: { key: value | [value, …], … }, … }      value = string | number | boolean
/// Source: IAM User Guide, "Grammar of the IAM JSON policy language".
/// </remarks>
internal static class PolicyParser
{
    private static readonly string[] MemberNames = ["Version", "Id", "Statement"];

    internal static bool TryParse(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out PolicyDocument? document, [NotNullWhen(false)] out PolicyError? error)
    {
        var refusal = new Refusal();
        document = PolicyCharacters.Check(utf8, refusal)
            && JsonTree.TryRead(utf8, refusal, out var root)
            && TryReadDocument(root, refusal, out var read) ? read : null;
        error = document is null ? refusal.Error! : null;
        return document is not null;
    }

    internal static PolicyError TooLong(int characters)
    {
        var refusal = new Refusal();
        PolicyCharacters.TooLong(characters, refusal);
        return refusal.Error!;
    }

    private static bool TryReadDocument(JsonValue root, Refusal refusal, [NotNullWhen(true)] out PolicyDocument? document)
    {
        document = null;
        if (root.Kind != JsonKind.Object) return refusal.BecauseOfType(root, "a policy document, which is an object");
        if (!Members.CheckNames(root, MemberNames, refusal)) return false;
        if (!TryReadVersion(root.Find("Version"), refusal, out var version)) return false;
        if (!Members.TryReadOptionalText(root.Find("Id"), refusal, out var id)) return false;
        if (root.Find("Statement") is not { } statement)
            return refusal.Because(PolicyErrorCode.MissingMember, root, "`Statement` is missing", "expected at least one statement");
        if (!TryReadStatements(statement, version, refusal, out var statements)) return false;
        document = new PolicyDocument(id, version, statements);
        return true;
    }

    private static bool TryReadVersion(JsonValue? value, Refusal refusal, out PolicyVersion version)
    {
        version = PolicyVersion.V2008;
        if (value is null) return true;
        const string Expected = $"`{PolicyVersionText.V2012}` or `{PolicyVersionText.V2008}`";
        if (value.Kind != JsonKind.Text) return refusal.BecauseOfType(value, Expected);
        if (value.Text == PolicyVersionText.V2012) version = PolicyVersion.V2012;
        else if (value.Text != PolicyVersionText.V2008)
            return refusal.Because(PolicyErrorCode.InvalidVersion, value, $"unknown version {value.Describe()}", $"expected {Expected}");
        return true;
    }

    private static bool TryReadStatements(
        JsonValue value, PolicyVersion version, Refusal refusal, [NotNullWhen(true)] out Statement[]? statements)
    {
        statements = null;
        if (value.Kind is not (JsonKind.List or JsonKind.Object)) return refusal.BecauseOfType(value, "a statement or a list of statements");
        List<JsonValue> items = value.Kind == JsonKind.List ? value.Items : [value];
        if (items.Count == 0)
            return refusal.Because(PolicyErrorCode.MissingMember, value, "the list is empty", "expected at least one statement");
        if (items.Count > PolicyLimits.MaxStatements)
        {
            return refusal.Because(
                PolicyErrorCode.TooLarge, value, $"{items.Count} statements", $"expected at most {PolicyLimits.MaxStatements}");
        }

        var read = new Statement[items.Count];
        var sids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < read.Length; i++)
        {
            if (!StatementParser.TryRead(items[i], version, refusal, out var statement)) return false;
            read[i] = statement;
            if (statement.Sid is null or "" || sids.Add(statement.Sid)) continue;
            return refusal.Because(
                PolicyErrorCode.DuplicateSid,
                items[i].Find("Sid")!,
                $"`Sid` {PolicyError.Quote(statement.Sid)} occurs twice",
                "expected every `Sid` once in a document");
        }

        statements = read;
        return true;
    }
}
