using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>One key under one operator.</summary>
internal abstract class CompiledCondition
{
    internal abstract bool Holds(ref EvaluationScope scope);
}

/// <summary>Asks whether the key is there.</summary>
internal sealed class NullCondition(ContextKey key, bool[] flags) : CompiledCondition
{
    internal override bool Holds(ref EvaluationScope scope) =>
        Array.IndexOf(flags, scope.Find(key) is not { IsNull: false }) >= 0;
}

/// <summary>Compares the values of the key.</summary>
/// <param name="key">The key.</param>
/// <param name="condition">The operator.</param>
/// <param name="test">What the operator compares.</param>
/// <param name="effect">The effect of the statement; doubt counts against the caller.</param>
internal sealed class ValueCondition(ContextKey key, ConditionOperator condition, ValueTest test, PolicyEffect effect) : CompiledCondition
{
    private readonly Quantifier _quantifier = condition.Quantifier;
    private readonly bool _isNegated = condition.IsNegated;

    private readonly bool _whenMissing =
        condition.IsIfExists
        || condition.Quantifier == Quantifier.ForAllValues
        || (condition.Quantifier == Quantifier.Single && condition.IsNegated);

    private readonly bool _whenUnreadable = condition.IsNegated && effect == PolicyEffect.Deny;

    internal override bool Holds(ref EvaluationScope scope)
    {
        if (scope.Find(key) is not { Values.Length: > 0 } entry) return _whenMissing;
        return _quantifier switch
        {
            Quantifier.ForAllValues => entry.IsNull || AllHold(entry.Values, ref scope),
            Quantifier.ForAnyValue => !entry.IsNull && AnyHolds(entry.Values, ref scope),
            _ => !entry.IsMultivalued && HoldsFor(entry.Values[0], ref scope),
        };
    }

    private bool AllHold(ContextValue[] values, ref EvaluationScope scope)
    {
        foreach (var value in values)
        {
            if (!HoldsFor(value, ref scope)) return false;
        }

        return true;
    }

    private bool AnyHolds(ContextValue[] values, ref EvaluationScope scope)
    {
        foreach (var value in values)
        {
            if (HoldsFor(value, ref scope)) return true;
        }

        return false;
    }

    private bool HoldsFor(ContextValue value, ref EvaluationScope scope)
    {
        var outcome = test.Matches(value, ref scope);
        if (outcome != Outcome.Unknown) return (outcome == Outcome.Yes) != _isNegated;
        scope.Errors |= AuthorizationErrors.UnreadableValue;
        return _whenUnreadable;
    }
}
