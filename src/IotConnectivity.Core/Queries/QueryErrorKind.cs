namespace IotConnectivity.Queries;

/// <summary>What an answer to a refused query has to say; AWS IoT has an exception for each.</summary>
public enum QueryErrorKind
{
    /// <summary>The query cannot be read, or a field or value in it does not exist: <c>InvalidQueryException</c>.</summary>
    InvalidQuery = 1,

    /// <summary>The query asks for data that the index does not hold: <c>InvalidRequestException</c>.</summary>
    NotIndexed = 2,
}
