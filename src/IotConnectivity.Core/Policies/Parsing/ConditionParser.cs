using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Parsing;

/// <summary>Reads a condition block.</summary>
internal static class ConditionParser
{
    internal static bool TryRead(JsonValue? block, PolicyVersion version, Refusal refusal, [NotNullWhen(true)] out Condition[]? conditions)
    {
        conditions = null;
        if (block is null)
        {
            conditions = [];
            return true;
        }

        if (block.Kind != JsonKind.Object) return refusal.BecauseOfType(block, "an object of condition operators");
        var read = new List<Condition>();
        var operators = new HashSet<ConditionOperator>();
        foreach (var (name, keys) in block.Members)
        {
            if (!OperatorNames.TryParse(name, out var condition))
            {
                return refusal.Because(
                    PolicyErrorCode.UnknownOperator,
                    keys.Path,
                    keys.Offset,
                    $"unknown condition operator {PolicyError.Quote(name)} at `{block.Path}`, {OperatorNames.Suggest(name)}");
            }

            if (!operators.Add(condition)) return RefuseDuplicate(name, keys, block, refusal);
            if (!TryReadKeys(condition, keys, version, refusal, read)) return false;
        }

        conditions = [.. read];
        return true;
    }

    private static bool TryReadKeys(
        ConditionOperator condition, JsonValue keys, PolicyVersion version, Refusal refusal, List<Condition> conditions)
    {
        if (keys.Kind != JsonKind.Object) return refusal.BecauseOfType(keys, "an object of condition keys");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in keys.Members)
        {
            if (!ConditionKeyName.IsValid(key))
            {
                return refusal.Because(
                    PolicyErrorCode.InvalidConditionKey,
                    value.Path,
                    value.Offset,
                    $"invalid condition key {PolicyError.Quote(key)} at `{keys.Path}`, expected a vendor and a name such as `aws:username`");
            }

            if (!seen.Add(key)) return RefuseDuplicate(key, value, keys, refusal);
            if (!Members.TryReadList(value, "value", refusal, out var items)) return false;
            var values = new ConditionValue[items.Count];
            for (var i = 0; i < values.Length; i++)
            {
                if (!ConditionValueParser.TryRead(condition.Comparison, items[i], version, refusal, out var read)) return false;
                values[i] = read;
            }

            conditions.Add(new Condition(condition, key, values));
        }

        return true;
    }

    private static bool RefuseDuplicate(string name, JsonValue value, JsonValue owner, Refusal refusal) =>
        refusal.Because(
            PolicyErrorCode.DuplicateMember,
            value.Path,
            value.Offset,
            $"duplicate member {PolicyError.Quote(name)} at `{owner.Path}`, expected every name once, in any case");
}
