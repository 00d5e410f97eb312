using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotConnectivity.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;

namespace IotConnectivity.AspNetCore.Access;

/// <summary>What policies may ask about a request, whatever the operation.</summary>
public class ConditionKeyTests
{
    [Theory]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}""", 200)]
    [InlineData("""{"NotIpAddress":{"aws:SourceIp":"127.0.0.0/8"}}""", 403)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}}""", 403)]
    [InlineData("""{"Bool":{"aws:SecureTransport":"false"}}""", 200)]
    [InlineData("""{"Bool":{"aws:SecureTransport":"true"}}""", 403)]
    [InlineData("""{"StringEquals":{"aws:username":"alice"}}""", 200)]
    [InlineData("""{"StringEquals":{"aws:username":"ops/alice"}}""", 403)]
    [InlineData("""{"StringEquals":{"aws:userid":"alice"}}""", 200)]
    [InlineData("""{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:user/ops/alice"}}""", 200)]
    [InlineData("""{"StringEquals":{"aws:PrincipalAccount":"123456789012"}}""", 200)]
    [InlineData("""{"StringEquals":{"aws:PrincipalType":"User"}}""", 200)]
    [InlineData("""{"StringEquals":{"aws:RequestedRegion":"us-east-1"}}""", 200)]
    [InlineData("""{"StringLike":{"aws:UserAgent":"aws-cli/*"}}""", 200)]
    [InlineData("""{"StringLike":{"aws:UserAgent":"curl/*"}}""", 403)]
    [InlineData("""{"DateLessThan":{"aws:CurrentTime":"2026-01-15T12:00:01Z"}}""", 200)]
    [InlineData("""{"DateLessThan":{"aws:CurrentTime":"2026-01-15T12:00:00Z"}}""", 403)]
    [InlineData("""{"Null":{"aws:UserAgent":"true"}}""", 403)]
    public async Task Request_UnderACondition_IsJudgedByTheRequest(string condition, int status)
    {
        await using var host = await ApiHost.StartAsync(Policy.AllowWhen("iot:ListThings", condition));

        Assert.Equal(status, (await SendAsync(host, "aws-cli/2.31.0")).Status);
    }

    [Fact]
    public async Task Request_WithoutAUserAgent_HasNoSuchKey()
    {
        await using var host = await ApiHost.StartAsync(Policy.AllowWhen("iot:ListThings", """{"Null":{"aws:UserAgent":"true"}}"""));

        Assert.Equal(200, (await SendAsync(host, null)).Status);
    }

    [Fact]
    public async Task Requests_OfOneConnection_AreJudgedEachByItself()
    {
        await using var host = await ApiHost.StartAsync(Policy.AllowWhen("iot:ListThings", """{"StringEquals":{"aws:UserAgent":"good"}}"""));

        Assert.Equal(200, (await SendAsync(host, "good")).Status);
        Assert.Equal(403, (await SendAsync(host, "bad")).Status);
        Assert.Equal(200, (await SendAsync(host, "good")).Status);
        Assert.Equal(200, (await host.SendAsync("GET", "/things")).Status);
        Assert.Equal(403, (await SendAsync(host, null)).Status);
    }

    [Fact]
    public async Task Request_OverTls_IsSecureTransport()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
        await using var host = await ApiHost.StartAsync(new ApiHostSetup
        {
            Policy = Policy.AllowWhen("iot:ListThings", """{"Bool":{"aws:SecureTransport":"true"}}"""),
            Kestrel = kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)),
            ClientHandler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented!.GetCertHashString() == certificate.GetCertHashString() } },
        });

        Assert.Equal(200, (await SendAsync(host, "curl/8")).Status);
    }

    [Fact]
    public async Task Policy_WithAVariable_GrantsTheCallersOwn()
    {
        await using var host = await ApiHost.StartAsync(Policy.Allow("iot:CreateThing", Policy.Things + "${aws:username}-*"));

        Assert.Equal(200, (await host.SendAsCallerAsync("POST", "/things/alice-1")).Status);
        (await host.SendAsCallerAsync("POST", "/things/bob-1")).AssertNotAllowed("iot:CreateThing", Policy.Things + "bob-1");
    }

    [Fact]
    public async Task Principal_ThatIsARole_HasNoUserName()
    {
        const string token = "role-token-0123456789";
        var role = new ConnectivityPrincipal("arn:aws:sts::123456789012:assumed-role/ops/session");
        await using var host = await ApiHost.StartAsync(new ApiHostSetup
        {
            Options = options => options.Policies[role.Arn] =
                [Policies.PolicyDocument.Parse(Policy.AllowWhen("iot:ListThings", """{"StringEquals":{"aws:PrincipalType":"AssumedRole"},"Null":{"aws:username":"true"}}"""))],
            Tokens = [new BearerToken(token, role)],
        });

        Assert.Equal(200, (await host.SendAsync(new ApiRequest("GET", "/things"), token)).Status);
        Assert.Equal(403, (await host.SendAsync(new ApiRequest("GET", "/indexing/config"), token)).Status);
    }

    private static Task<ApiResponse> SendAsync(ApiHost host, string? userAgent) =>
        host.SendAsync(new ApiRequest("GET", "/things") { Headers = userAgent is null ? [] : [("User-Agent", userAgent)] }, ApiHost.CallerToken);
}
