using System.Collections.Frozen;

namespace IotConnectivity.AspNetCore.Errors;

/// <summary>The one table of error names and HTTP statuses.</summary>
/// <remarks>
/// The first fifteen and the last are shapes of AWS IoT's service model. The rest is not modelled there: the names that AWS's front ends and its "Common Errors"
/// pages use. IncompleteSignatureException is documented with 400 and with 403; live REST services answer 403. The SDKs decide by name, then by status,
/// whether to repeat a call, so both must be AWS's.
/// </remarks>
internal static class AwsErrorCatalog
{
    private static readonly (string Name, int Status)[] Entries =
    [
        ("InvalidRequestException", 400),
        ("InvalidQueryException", 400),
        ("InvalidAggregationException", 400),
        ("IndexNotReadyException", 400),
        ("ThrottlingException", 400),
        ("UnauthorizedException", 401),
        ("ResourceNotFoundException", 404),
        ("ResourceAlreadyExistsException", 409),
        ("VersionConflictException", 409),
        ("ConflictingResourceUpdateException", 409),
        ("DeleteConflictException", 409),
        ("ConflictException", 409),
        ("LimitExceededException", 410),
        ("InternalFailureException", 500),
        ("ServiceUnavailableException", 503),
        ("SerializationException", 400),
        ("AccessDeniedException", 403),
        ("InvalidSignatureException", 403),
        ("IncompleteSignatureException", 403),
        ("UnrecognizedClientException", 403),
        ("MissingAuthenticationTokenException", 403),
        ("ExpiredTokenException", 403),
        ("RequestEntityTooLargeException", 413),
        ("UnknownOperationException", 404),
        ("NotImplementedException", 501),
        ("TaskAlreadyExistsException", 400),
    ];

    private static readonly FrozenDictionary<string, AwsErrorCode> Codes =
        Entries.Index().ToFrozenDictionary(entry => entry.Item.Name, entry => (AwsErrorCode)entry.Index, StringComparer.Ordinal);

    /// <summary>Gets the name of an error as <c>x-amzn-ErrorType</c> carries it.</summary>
    public static string NameOf(AwsErrorCode code) => Entries[(int)code].Name;

    /// <summary>Gets the HTTP status of an error.</summary>
    public static int StatusOf(AwsErrorCode code) => Entries[(int)code].Status;

    /// <summary>Finds the error of a wire name; upper and lower case differ.</summary>
    public static bool TryParse(string name, out AwsErrorCode code) => Codes.TryGetValue(name, out code);
}
