namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>What a request says about its own signature, in whichever of the two forms it came; not yet believed.</summary>
internal readonly record struct SigV4Authorization
{
    /// <summary>Gets a value indicating whether the parts come from the query of a presigned request.</summary>
    public bool IsPresigned { get; init; }

    /// <summary>Gets the access key id.</summary>
    public ReadOnlyMemory<char> AccessKeyId { get; init; }

    /// <summary>Gets the scope, <c>20260115/us-east-1/iot/aws4_request</c>.</summary>
    public ReadOnlyMemory<char> Scope { get; init; }

    /// <summary>Gets the region of the scope, as the server's own text.</summary>
    public string Region { get; init; }

    /// <summary>Gets the service of the scope, as the server's own text.</summary>
    public string Service { get; init; }

    /// <summary>Gets the names of the signed headers, separated by semicolons.</summary>
    public ReadOnlyMemory<char> SignedHeaders { get; init; }

    /// <summary>Gets the signature in hex.</summary>
    public ReadOnlyMemory<char> Signature { get; init; }

    /// <summary>Gets the session token; empty when there is none.</summary>
    public ReadOnlyMemory<char> SessionToken { get; init; }

    /// <summary>Gets the text of the time stamp.</summary>
    public ReadOnlyMemory<char> TimestampText { get; init; }

    /// <summary>Gets the time stamp.</summary>
    public AmzDate Timestamp { get; init; }
}
