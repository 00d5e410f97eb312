using Microsoft.AspNetCore.Authentication;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>How signed requests are verified.</summary>
/// <remarks>Read once, with the first request; later changes have no effect.</remarks>
public sealed class SigV4Options : AuthenticationSchemeOptions
{
    private SigV4Verifier? _verifier;

    /// <summary>Gets or sets the region that requests have to be signed for.</summary>
    /// <value>The default is <c>us-east-1</c>.</value>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Gets the service names that requests may be signed for.</summary>
    /// <value>The default is <c>iot</c> only. SDKs from before April 2023 signed AWS IoT's control plane as <c>execute-api</c>; add it for them.</value>
    public IList<string> Services { get; } = ["iot"];

    /// <summary>Gets or sets how far the time stamp of a request may be from this server's clock, either way.</summary>
    /// <value>From 1 second to 1 day, in whole seconds; the default is 5 minutes, which the IAM User Guide names and REST services answer with.</value>
    /// <remarks>A captured request can be sent again while its time stamp is in this window: SigV4 has no nonce.</remarks>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the longest life of a presigned request.</summary>
    /// <value>From 1 second to 7 days, which is where SDKs stop; the default is 15 minutes. AWS IoT's own limit is not documented.</value>
    public TimeSpan MaxPresignedLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets the largest body, in bytes, of a request whose endpoint does not say otherwise.</summary>
    /// <value>From 0 to 64 MiB; the default is 1 MiB.</value>
    /// <remarks>
    /// A signature covers the whole body, so it is read before the endpoint runs: up to 64 KiB in memory, beyond that through a temporary file. An endpoint with
    /// <see cref="Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata"/> sets its own limit, never above 64 MiB. Of bodies over 64 KiB whose
    /// request does not sign <c>x-amz-content-sha256</c>, and whose signature can therefore be verified only afterwards, at most 8 are read at a time.
    /// </remarks>
    public long MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Gets or sets a value indicating whether every <c>x-amz-</c> header of a request has to be signed.</summary>
    /// <value>The default is <see langword="false"/>: only the date, the session token and the content hash have to be. AWS asks signers to sign all of them;
    /// whether AWS IoT insists is not documented.</value>
    public bool RequireSignedAmzHeaders { get; set; }

    /// <summary>Gets the access keys that requests may be signed with, where <see cref="KeySource"/> is not set.</summary>
    public IList<AccessKey> AccessKeys { get; } = [];

    /// <summary>Gets or sets where access keys are found instead of in <see cref="AccessKeys"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IAccessKeySource? KeySource { get; set; }

    /// <summary>Gets what does the work, made of these options with the first request.</summary>
    internal SigV4Verifier Verifier => LazyInitializer.EnsureInitialized(ref _verifier, () => new SigV4Verifier(this));
}
