using Amazon.Runtime;

namespace IotConnectivity.Aws;

/// <summary>How alerts are published to Amazon SNS.</summary>
public sealed class SnsAlertOptions
{
    /// <summary>Gets or sets where Amazon SNS is.</summary>
    /// <value>An absolute http or https address; <see langword="null"/>, the default, for that of the region.</value>
    public Uri? Endpoint { get; set; }

    /// <summary>Gets or sets the region for which requests are signed.</summary>
    /// <value>For example <c>us-east-1</c>; <see langword="null"/>, the default, for that of the topic.</value>
    public string? Region { get; set; }

    /// <summary>Gets or sets who publishes.</summary>
    /// <value><see langword="null"/>, the default, for the credentials that the AWS SDK finds: environment, profile, container, instance.</value>
    public AWSCredentials? Credentials { get; set; }
}
