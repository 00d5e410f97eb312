namespace IotConnectivity.Policies.Evaluation;

/// <summary>The statements that match one action, filed by resource.</summary>
internal sealed class ActionPlan(IReadOnlyCollection<CompiledStatement> statements)
{
    private readonly ResourceTable _denies = new(statements.Where(static statement => statement.Effect == PolicyEffect.Deny));
    private readonly ResourceTable _allows = new(statements.Where(static statement => statement.Effect == PolicyEffect.Allow));

    /// <summary>Finds the statement that decides: the first Deny that applies, else the first Allow.</summary>
    internal CompiledStatement? Decide(ref EvaluationScope scope) => _denies.FindFirst(ref scope) ?? _allows.FindFirst(ref scope);
}
