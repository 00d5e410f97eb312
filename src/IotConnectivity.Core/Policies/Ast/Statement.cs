namespace IotConnectivity.Policies.Ast;

/// <summary>One statement: an effect and what it applies to.</summary>
internal sealed record Statement(
    string? Sid, PolicyEffect Effect, ActionElement Action, ResourceElement Resource, Condition[] Conditions)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var sid = Sid is null ? string.Empty : $"\"Sid\":{JsonText.Quote(Sid)},";
        var blocks = Conditions
            .GroupBy(static condition => condition.Operator)
            .Select(static block => $"\"{block.Key}\":{{{string.Join(',', block)}}}");
        var conditions = Conditions.Length == 0 ? string.Empty : $",\"Condition\":{{{string.Join(',', blocks)}}}";
        return $"{{{sid}\"Effect\":\"{Effect}\",{Action},{Resource}{conditions}}}";
    }
}

/// <summary><c>Action</c>, or <c>NotAction</c> when negated.</summary>
internal sealed record ActionElement(bool IsNegated, ActionPattern[] Patterns)
{
    /// <inheritdoc/>
    public override string ToString() => $"\"{(IsNegated ? "NotAction" : "Action")}\":{JsonText.List(Patterns)}";
}

/// <summary><c>Resource</c>, or <c>NotResource</c> when negated.</summary>
internal sealed record ResourceElement(bool IsNegated, ArnPattern[] Patterns)
{
    /// <inheritdoc/>
    public override string ToString() => $"\"{(IsNegated ? "NotResource" : "Resource")}\":{JsonText.List(Patterns)}";
}

/// <summary>The values that one operator holds one key against.</summary>
internal sealed record Condition(ConditionOperator Operator, string Key, ConditionValue[] Values)
{
    /// <inheritdoc/>
    public override string ToString() => $"{JsonText.Quote(Key)}:{JsonText.List(Values)}";
}
