namespace IotConnectivity.Policies;

/// <summary>The three possible answers to a request. The zero value refuses, so a result nobody filled in lets nothing through.</summary>
/// <remarks>The same three as <c>implicitDeny</c>, <c>explicitDeny</c> and <c>allowed</c> of the IAM policy simulator.</remarks>
public enum AuthorizationDecision
{
    /// <summary>No statement applies, or the request could not be judged.</summary>
    ImplicitDeny = 0,

    /// <summary>At least one statement with effect <see cref="PolicyEffect.Deny"/> applies.</summary>
    ExplicitDeny = 1,

    /// <summary>At least one statement with effect <see cref="PolicyEffect.Allow"/> applies and none with <see cref="PolicyEffect.Deny"/>.</summary>
    Allowed = 2,
}
