namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>The parts of a signature as texts, cut out of the Authorization header or the query; nothing about them is checked yet.</summary>
internal readonly record struct SigV4Parts
{
    /// <summary>Gets a value indicating whether the parts come from the query of a presigned request.</summary>
    public bool IsPresigned { get; init; }

    /// <summary>Gets <c>AKID/20260115/us-east-1/iot/aws4_request</c>.</summary>
    public ReadOnlyMemory<char> Credential { get; init; }

    /// <summary>Gets the names of the signed headers, separated by semicolons.</summary>
    public ReadOnlyMemory<char> SignedHeaders { get; init; }

    /// <summary>Gets the signature in hex.</summary>
    public ReadOnlyMemory<char> Signature { get; init; }

    /// <summary>Gets the time stamp.</summary>
    public ReadOnlyMemory<char> Timestamp { get; init; }

    /// <summary>Gets the session token; empty when there is none.</summary>
    public ReadOnlyMemory<char> SessionToken { get; init; }

    /// <summary>Gets for how many seconds a presigned request is good.</summary>
    public ReadOnlyMemory<char> Expires { get; init; }
}
