namespace IotConnectivity.Policies;

/// <summary>The condition keys that a connectivity service knows about its callers and requests.</summary>
/// <remarks>
/// Any other key may be put into a <see cref="RequestContext"/> too; these are found faster. Case does not matter in key names.
/// Source: IAM User Guide, "AWS global condition context keys"; Service Authorization Reference for AWS IoT.
/// </remarks>
public static class ConditionKeys
{
    /// <summary>The name of the IAM user; missing for sessions of a role.</summary>
    public const string UserName = "aws:username";

    /// <summary>The unique identifier of the principal.</summary>
    public const string UserId = "aws:userid";

    /// <summary>The ARN of the principal; for a session the ARN of its role.</summary>
    public const string PrincipalArn = "aws:PrincipalArn";

    /// <summary>The account of the principal.</summary>
    public const string PrincipalAccount = "aws:PrincipalAccount";

    /// <summary>The kind of principal, for example <c>User</c>.</summary>
    public const string PrincipalType = "aws:PrincipalType";

    /// <summary>The address that the request came from.</summary>
    public const string SourceIp = "aws:SourceIp";

    /// <summary>Whether the request came over TLS.</summary>
    public const string SecureTransport = "aws:SecureTransport";

    /// <summary>The time of the request as a date. Taken from <see cref="AuthorizationRequest.Now"/> unless the context holds it.</summary>
    public const string CurrentTime = "aws:CurrentTime";

    /// <summary>The time of the request in seconds. Taken from <see cref="AuthorizationRequest.Now"/> unless the context holds it.</summary>
    public const string EpochTime = "aws:EpochTime";

    /// <summary>The program that the caller says it uses.</summary>
    public const string UserAgent = "aws:UserAgent";

    /// <summary>The region that the request is for.</summary>
    public const string RequestedRegion = "aws:RequestedRegion";

    /// <summary>The keys of the tags that the request passes; multivalued.</summary>
    public const string TagKeys = "aws:TagKeys";

    /// <summary>
    /// Whether the request asks for addresses and ports. A request to GetThingConnectivityData or GetConnection that does not say so
    /// carries <c>false</c>, never a missing key.
    /// </summary>
    public const string IncludeSocketInformation = "iot:IncludeSocketInformation";
}
