namespace IotConnectivity.Policies;

/// <summary>A decision together with every statement that applies to the request.</summary>
/// <param name="Result">What <see cref="PolicyAuthorizer.Authorize"/> answers; its errors are those met in all statements.</param>
/// <param name="Statements">Every statement that applies, in the order of documents and statements.</param>
public sealed record AuthorizationExplanation(AuthorizationResult Result, IReadOnlyList<MatchedStatement> Statements);
