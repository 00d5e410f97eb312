namespace IotConnectivity.Policies;

/// <summary>Names one statement of the documents that an authorizer was made from.</summary>
/// <param name="Effect">What the statement does.</param>
/// <param name="DocumentIndex">The position of its document among the authorizer's documents, from 0.</param>
/// <param name="DocumentId">The <c>Id</c> of that document, if it has one.</param>
/// <param name="StatementIndex">Its position in the document, from 0.</param>
/// <param name="Sid">Its <c>Sid</c>, if it has one.</param>
public sealed record MatchedStatement(PolicyEffect Effect, int DocumentIndex, string? DocumentId, int StatementIndex, string? Sid);
