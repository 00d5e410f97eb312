using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;

namespace IotConnectivity.Aws;

/// <summary>Makes a request of the query protocol that the AWS SDK has signed.</summary>
internal static class SnsRequest
{
    private const string Service = "sns";

    internal static HttpRequestMessage Sign(Uri endpoint, string region, ImmutableCredentials credentials, IEnumerable<KeyValuePair<string, string>> parameters, DateTime now)
    {
        var body = string.Join('&', parameters.Select(static parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value)}"));
        var request = new DefaultRequest(new Publication(), Service)
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Endpoint = endpoint,
            OverrideSigningServiceName = Service,
            DeterminedSigningRegion = region,
            Content = System.Text.Encoding.UTF8.GetBytes(body),
        };
        request.Headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8";
        if (credentials.UseToken) request.Headers["X-Amz-Security-Token"] = credentials.Token;
        var signature = new AWS4Signer().SignRequest(request, new Config(region), new RequestMetrics(), credentials.AccessKey, credentials.SecretKey, now);

        var message = new HttpRequestMessage(HttpMethod.Post, AmazonServiceClient.ComposeUrl(request)) { Content = new ByteArrayContent(request.Content) };
        foreach (var (name, value) in request.Headers.Where(static header => header.Key != "Authorization"))
        {
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content.Headers.TryAddWithoutValidation(name, value);
        }

        message.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        return message;
    }

    private sealed class Publication : AmazonWebServiceRequest;

    private sealed class Config : ClientConfig
    {
        public Config(string region)
            : base(null)
        {
            AuthenticationRegion = region;
            AuthenticationServiceName = Service;
        }

        public override string ServiceVersion => "2010-03-31";

        public override string UserAgent => "IotConnectivity";

        public override string RegionEndpointServiceName => Service;

        // Where the request goes is decided before.
        public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => throw new NotSupportedException();
    }
}
