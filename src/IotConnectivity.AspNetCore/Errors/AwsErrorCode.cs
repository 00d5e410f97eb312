namespace IotConnectivity.AspNetCore.Errors;

/// <summary>The errors that the HTTP interface answers; names and statuses are in <see cref="AwsErrorCatalog"/>.</summary>
internal enum AwsErrorCode
{
    /// <summary>A value of the request is not allowed.</summary>
    InvalidRequest = 0,

    /// <summary>A query string does not parse.</summary>
    InvalidQuery = 1,

    /// <summary>An aggregation is not possible.</summary>
    InvalidAggregation = 2,

    /// <summary>The index is being built.</summary>
    IndexNotReady = 3,

    /// <summary>The caller asks too often. AWS IoT answers 400 here, not 429.</summary>
    Throttling = 4,

    /// <summary>Modelled by AWS IoT, but refusals of IAM are <see cref="AccessDenied"/>.</summary>
    Unauthorized = 5,

    /// <summary>There is no such thing, group, profile or index.</summary>
    ResourceNotFound = 6,

    /// <summary>The name is taken; carries the resource's id and ARN.</summary>
    ResourceAlreadyExists = 7,

    /// <summary>The expected version is not the current one.</summary>
    VersionConflict = 8,

    /// <summary>The resource is being changed by somebody else.</summary>
    ConflictingResourceUpdate = 9,

    /// <summary>The resource cannot be deleted while others need it.</summary>
    DeleteConflict = 10,

    /// <summary>The request collides with the state of a resource; carries its id.</summary>
    Conflict = 11,

    /// <summary>A quota is used up. The AWS SDKs repeat such a call twice.</summary>
    LimitExceeded = 12,

    /// <summary>The service failed; the AWS SDKs repeat the call.</summary>
    InternalFailure = 13,

    /// <summary>The service cannot answer now; the AWS SDKs repeat the call.</summary>
    ServiceUnavailable = 14,

    /// <summary>The body is not JSON, or a member has the wrong JSON type.</summary>
    Serialization = 15,

    /// <summary>The caller is known but may not do this.</summary>
    AccessDenied = 16,

    /// <summary>The signature is wrong, too old, too new, or for another scope.</summary>
    InvalidSignature = 17,

    /// <summary>The signature has missing or malformed parts.</summary>
    IncompleteSignature = 18,

    /// <summary>The access key or the token is not known.</summary>
    UnrecognizedClient = 19,

    /// <summary>The request carries no credentials.</summary>
    MissingAuthenticationToken = 20,

    /// <summary>The session token was valid once.</summary>
    ExpiredToken = 21,

    /// <summary>The body is larger than the operation takes.</summary>
    RequestEntityTooLarge = 22,

    /// <summary>No operation has this path.</summary>
    UnknownOperation = 23,

    /// <summary>AWS IoT has the operation, this service does not.</summary>
    NotImplemented = 24,

    /// <summary>A task has this id, or was started with this token. AWS IoT answers 400 here, not 409.</summary>
    TaskAlreadyExists = 25,
}
