using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>One statement, ready to be asked. Immutable.</summary>
internal sealed class CompiledStatement
{
    private readonly ActionMatcher _action;
    private readonly CompiledCondition[] _conditions;

    /// <summary>Prepares a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="rank">Its place among all statements of the authorizer.</param>
    /// <param name="identity">What results call it.</param>
    internal CompiledStatement(Statement statement, int rank, MatchedStatement identity)
        : this(statement, rank, identity, [.. statement.Conditions.Select(condition => ConditionCompiler.Compile(condition, statement.Effect))])
    {
    }

    internal CompiledStatement(Statement statement, int rank, MatchedStatement identity, CompiledCondition[] conditions)
    {
        Rank = rank;
        Identity = identity;
        IsNotResource = statement.Resource.IsNegated;
        Resources = [.. statement.Resource.Patterns.Select(static pattern => new ArnMatcher(pattern))];
        _action = new ActionMatcher(statement.Action);
        _conditions = conditions;
    }

    internal int Rank { get; }

    internal MatchedStatement Identity { get; }

    internal PolicyEffect Effect => Identity.Effect;

    internal bool IsNotResource { get; }

    internal ArnMatcher[] Resources { get; }

    internal bool MatchesAction(scoped ActionText action, ref EvaluationScope scope) => _action.IsMatch(action, ref scope);

    internal bool MatchesResource(ref EvaluationScope scope)
    {
        var outcome = Outcome.No;
        foreach (var pattern in Resources)
        {
            var matched = pattern.IsMatch(scope.Resource, ref scope);
            if (matched == Outcome.Yes) return !IsNotResource;
            if (matched == Outcome.Unknown) outcome = Outcome.Unknown;
        }

        if (!IsNotResource || outcome == Outcome.No) return IsNotResource;
        // Nobody can say whether the resource is one of those left out: counted against the caller.
        scope.Errors |= AuthorizationErrors.UnresolvedVariable;
        return Effect == PolicyEffect.Deny;
    }

    internal bool ConditionsHold(ref EvaluationScope scope)
    {
        foreach (var condition in _conditions)
        {
            if (!condition.Holds(ref scope)) return false;
        }

        return true;
    }
}
