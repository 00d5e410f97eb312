using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.Policies;

namespace IotConnectivity.AspNetCore;

/// <summary>Options of the AWS IoT interface over HTTP.</summary>
public sealed class AwsApiOptions
{
    /// <summary>Gets or sets the partition in ARNs.</summary>
    /// <value>The default is <c>aws</c>.</value>
    public string Partition { get; set; } = "aws";

    /// <summary>Gets or sets the region in ARNs.</summary>
    /// <value>The default is <c>us-east-1</c>. Requests have to be signed for the region of <see cref="SigV4Options.Region"/>; set both.</value>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Gets or sets the account in ARNs.</summary>
    /// <value>The default is <c>123456789012</c>, the account of AWS's examples.</value>
    public string AccountId { get; set; } = "123456789012";

    /// <summary>Gets or sets how many requests a second each principal may make.</summary>
    /// <value>1 to 1,000,000; the default is <see langword="null"/>, no limit. AWS's quota for status queries is 350.</value>
    /// <remarks>Above it a request is answered with <c>ThrottlingException</c>, HTTP 400 as in AWS IoT, which the AWS SDKs repeat after a pause.</remarks>
    public int? RequestsPerSecond { get; set; }

    /// <summary>Gets or sets the folder into which <c>POST /admin/backup</c> copies the store.</summary>
    /// <value>A path; made when it does not exist. The default is <see langword="null"/>: the operation answers 501.</value>
    public string? BackupFolder { get; set; }

    /// <summary>Gets the policies of principals, by ARN. A principal that is not there may do nothing.</summary>
    public IDictionary<string, IReadOnlyList<PolicyDocument>> Policies { get; } =
        new Dictionary<string, IReadOnlyList<PolicyDocument>>(StringComparer.Ordinal);

    /// <summary>Gets or sets where the policies of a principal come from instead of <see cref="Policies"/>.</summary>
    /// <value>The default is <see langword="null"/>. Asked once for each <see cref="ConnectivityPrincipal"/> instance; what it throws refuses the request.</value>
    public Func<ConnectivityPrincipal, IReadOnlyList<PolicyDocument>>? PoliciesOf { get; set; }
}
