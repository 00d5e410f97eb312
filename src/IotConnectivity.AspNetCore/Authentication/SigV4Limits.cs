namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>How much of a signed request is looked at; all are checked before any work that grows with them.</summary>
internal static class SigV4Limits
{
    /// <summary>The longest Authorization header, in characters. Kestrel's own default for all headers together is 32 KiB.</summary>
    public const int MaxAuthorizationLength = 16 * 1024;

    /// <summary>The longest query, in characters; a presigned one with a session token has about 2 KiB.</summary>
    public const int MaxQueryLength = 8 * 1024;

    /// <summary>The most parameters in a query.</summary>
    public const int MaxQueryParameters = 256;

    /// <summary>The most names in SignedHeaders; SDKs sign up to a dozen.</summary>
    public const int MaxSignedHeaders = 64;

    /// <summary>The most bytes of a body, whatever an endpoint's metadata allows.</summary>
    public const long MaxBodyBytes = 64 * 1024 * 1024;

    /// <summary>Bodies up to this many bytes stay in memory, larger ones go through a temporary file.</summary>
    public const int MaxBodyBytesInMemory = 64 * 1024;

    /// <summary>How much of a caller's text an error message quotes, in characters.</summary>
    public const int MaxQuotedLength = 128;

    /// <summary>How many bodies are spooled at the same time for callers who have proved nothing yet.</summary>
    public const int MaxUnprovenBodies = 8;
}
