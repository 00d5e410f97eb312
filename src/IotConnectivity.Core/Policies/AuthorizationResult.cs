namespace IotConnectivity.Policies;

/// <summary>The answer to one request. The default value is a refusal.</summary>
public readonly record struct AuthorizationResult
{
    internal AuthorizationResult(
        AuthorizationDecision decision, MatchedStatement? statement, AuthorizationErrors errors, Exception? failure = null)
    {
        Decision = decision;
        Statement = statement;
        Errors = errors;
        Failure = failure;
    }

    /// <summary>Gets the decision.</summary>
    public AuthorizationDecision Decision { get; }

    /// <summary>Gets a value indicating whether the request may proceed.</summary>
    public bool IsAllowed => Decision == AuthorizationDecision.Allowed;

    /// <summary>Gets the statement that decided.</summary>
    /// <value>
    /// The first Deny that applies, else the first Allow, in the order of documents and statements; <see langword="null"/> for
    /// <see cref="AuthorizationDecision.ImplicitDeny"/>. <see cref="PolicyAuthorizer.Explain"/> lists all of them.
    /// </value>
    public MatchedStatement? Statement { get; }

    /// <summary>Gets what went wrong on the way to the decision; statements that could no longer change it were not looked at.</summary>
    public AuthorizationErrors Errors { get; }

    /// <summary>Gets the failure behind <see cref="AuthorizationErrors.EvaluationFailed"/>, for the log.</summary>
    public Exception? Failure { get; }
}
