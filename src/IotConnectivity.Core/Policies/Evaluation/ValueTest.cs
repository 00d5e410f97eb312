namespace IotConnectivity.Policies.Evaluation;

/// <summary>Holds one value of the request against the values in the policy; one match among them is enough.</summary>
internal abstract class ValueTest
{
    /// <summary>Compares. <see cref="Outcome.Unknown"/> means that the request's value is not of the kind compared.</summary>
    internal abstract Outcome Matches(ContextValue value, ref EvaluationScope scope);
}
