namespace IotConnectivity.Policies;

/// <summary>What went wrong while a request was judged. None of these ever turns a refusal into a permission.</summary>
[Flags]
public enum AuthorizationErrors
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The action is not of the form <c>service:Name</c>; the request is refused without looking at a statement.</summary>
    InvalidAction = 1,

    /// <summary>The resource is neither <c>*</c> nor an ARN of six parts; the request is refused without looking at a statement.</summary>
    InvalidResource = 2,

    /// <summary>
    /// A context value is not a number, date, address and so on, as the operator needs. Positive operators did not match it; negated ones
    /// counted against the caller: matching in a Deny, not matching in an Allow.
    /// </summary>
    UnreadableValue = 4,

    /// <summary>
    /// A variable inside <c>NotResource</c> has no value. That counted against the caller: the statement applies if it is a Deny and does not
    /// if it is an Allow.
    /// </summary>
    UnresolvedVariable = 8,

    /// <summary>An unforeseen failure; the request is refused and <see cref="AuthorizationResult.Failure"/> says what happened.</summary>
    EvaluationFailed = 16,
}
