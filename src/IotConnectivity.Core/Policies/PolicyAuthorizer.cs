using IotConnectivity.Policies.Evaluation;

namespace IotConnectivity.Policies;

/// <summary>Decides whether the policies of one principal allow a request. Immutable; any thread may use it.</summary>
/// <remarks>
/// Make one per principal, with all documents that apply to it, and keep it: statements are compiled here, and the ones that match an action
/// are filed by resource when that action is first asked for (the first <see cref="PolicyLimits.MaxPreparedActions"/> actions). From then on a
/// decision allocates nothing and looks only at statements whose resource begins like the one asked for.
/// Source of the rules: IAM User Guide, "Policy evaluation logic".
/// </remarks>
public sealed class PolicyAuthorizer
{
    private readonly CompiledStatement[] _statements;
    private readonly ActionPlans _plans = new();

    /// <summary>Compiles the documents of a principal.</summary>
    /// <param name="documents">All policies that apply to it. None at all refuses everything.</param>
    public PolicyAuthorizer(IEnumerable<PolicyDocument> documents)
        : this(Compile(documents))
    {
    }

    private PolicyAuthorizer(CompiledStatement[] statements) => _statements = statements;

    /// <summary>Decides a request: an applying Deny refuses, else an applying Allow permits, else the request is refused.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The decision, the statement that made it, and the errors met. Nothing is thrown for any content of the request.</returns>
    public AuthorizationResult Authorize(in AuthorizationRequest request)
    {
        if (!TryRead(request, out var resource, out var errors)) return new(AuthorizationDecision.ImplicitDeny, null, errors);
        var scope = new EvaluationScope(request, resource, stackalloc char[EvaluationScope.ScratchLength]);
        try
        {
            return Result(Decide(request.Action, ref scope), scope.Errors);
        }
        catch (Exception failure)
        {
            // The outer edge: whatever nobody foresaw must refuse, and be seen.
            return Failed(scope.Errors, failure);
        }
    }

    /// <summary>Decides a request and lists every statement that applies. Slower: it looks at all statements and allocates.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The same decision as that of <see cref="Authorize"/>, with all statements that apply.</returns>
    public AuthorizationExplanation Explain(in AuthorizationRequest request)
    {
        if (!TryRead(request, out var resource, out var errors))
            return new AuthorizationExplanation(new(AuthorizationDecision.ImplicitDeny, null, errors), []);
        var scope = new EvaluationScope(request, resource, stackalloc char[EvaluationScope.ScratchLength]);
        try
        {
            var action = ActionText.Read(request.Action, stackalloc char[PolicyLimits.MaxActionLength]);
            var applying = new List<CompiledStatement>();
            foreach (var statement in _statements)
            {
                if (Applies(statement, action, ref scope)) applying.Add(statement);
            }

            var deciding = applying.Find(static statement => statement.Effect == PolicyEffect.Deny) ?? applying.FirstOrDefault();
            return new AuthorizationExplanation(Result(deciding, scope.Errors), [.. applying.Select(static statement => statement.Identity)]);
        }
        catch (Exception failure)
        {
            return new AuthorizationExplanation(Failed(scope.Errors, failure), []);
        }
    }

    internal static PolicyAuthorizer Of(params CompiledStatement[] statements) => new(statements);

    private static CompiledStatement[] Compile(IEnumerable<PolicyDocument> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var statements = new List<CompiledStatement>();
        foreach (var (documentIndex, document) in documents.Index())
        {
            foreach (var (index, statement) in document.Statements.Index())
            {
                var identity = new MatchedStatement(statement.Effect, documentIndex, document.Id, index, statement.Sid);
                statements.Add(new CompiledStatement(statement, statements.Count, identity));
            }
        }

        return [.. statements];
    }

    private static bool TryRead(in AuthorizationRequest request, out ArnText resource, out AuthorizationErrors errors)
    {
        errors = ActionText.IsValid(request.Action) ? AuthorizationErrors.None : AuthorizationErrors.InvalidAction;
        // A request that nobody put together has no context and an empty resource.
        if (!ArnText.TryRead(request.Resource, out resource)) errors |= AuthorizationErrors.InvalidResource;
        return errors == AuthorizationErrors.None;
    }

    private static bool Applies(CompiledStatement statement, scoped ActionText action, ref EvaluationScope scope) =>
        statement.MatchesAction(action, ref scope) && statement.MatchesResource(ref scope) && statement.ConditionsHold(ref scope);

    private static AuthorizationResult Result(CompiledStatement? deciding, AuthorizationErrors errors)
    {
        if (deciding is null) return new(AuthorizationDecision.ImplicitDeny, null, errors);
        var decision = deciding.Effect == PolicyEffect.Deny ? AuthorizationDecision.ExplicitDeny : AuthorizationDecision.Allowed;
        return new(decision, deciding.Identity, errors);
    }

    private static AuthorizationResult Failed(AuthorizationErrors errors, Exception failure) =>
        new(AuthorizationDecision.ImplicitDeny, null, errors | AuthorizationErrors.EvaluationFailed, failure);

    private CompiledStatement? Decide(ReadOnlySpan<char> action, ref EvaluationScope scope)
    {
        if (_plans.Find(action) is { } plan) return plan.Decide(ref scope);
        var text = ActionText.Read(action, stackalloc char[PolicyLimits.MaxActionLength]);
        return _plans.IsFull ? DecideOneByOne(text, ref scope) : Prepare(action, text, ref scope).Decide(ref scope);
    }

    private ActionPlan Prepare(ReadOnlySpan<char> action, scoped ActionText text, ref EvaluationScope scope)
    {
        var matching = new List<CompiledStatement>();
        foreach (var statement in _statements)
        {
            if (statement.MatchesAction(text, ref scope)) matching.Add(statement);
        }

        var plan = new ActionPlan(matching);
        _plans.Add(action.ToString(), plan);
        return plan;
    }

    private CompiledStatement? DecideOneByOne(scoped ActionText action, ref EvaluationScope scope)
    {
        CompiledStatement? allow = null;
        foreach (var statement in _statements)
        {
            if (statement.Effect == PolicyEffect.Allow && allow is not null) continue;
            if (!Applies(statement, action, ref scope)) continue;
            if (statement.Effect == PolicyEffect.Deny) return statement;
            allow = statement;
        }

        return allow;
    }
}
