namespace IotConnectivity.Queries;

/// <summary>Says why a fleet query was refused, and where.</summary>
/// <param name="Kind">What kind of answer the caller gets.</param>
/// <param name="Reason">The reason in AWS IoT's words, for example <c>invalid syntax</c>.</param>
/// <param name="Position">The place in UTF-16 characters from the start of the query.</param>
/// <param name="Message">The whole text for the caller, as AWS IoT writes it.</param>
/// <remarks>The texts are those that AWS IoT answers SearchIndex with. They repeat the caller's query, and nothing else.</remarks>
public sealed record QueryError(QueryErrorKind Kind, string Reason, int Position, string Message)
{
    private const int LongestQuote = 2 * QueryLimits.MaxLength;

    /// <inheritdoc/>
    public override string ToString() => Message;

    internal static QueryError Invalid(string query, string reason, int position)
    {
        var quoted = query.Length <= LongestQuote ? query : string.Concat(query.AsSpan(0, LongestQuote), "…");
        return new QueryError(QueryErrorKind.InvalidQuery, reason, position, $"Unable to parse query, {reason}, query string: {quoted}");
    }

    internal static QueryError NotIndexed(string reason, int position) => new(QueryErrorKind.NotIndexed, reason, position, reason);
}
