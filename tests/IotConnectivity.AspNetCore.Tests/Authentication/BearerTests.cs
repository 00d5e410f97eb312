using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.AspNetCore.Authentication;

public class BearerTests
{
    private const string Other = "another-token-0123456789";

    private static readonly ConnectivityPrincipal Bob = new("arn:aws:iam::123456789012:user/bob");

    [Fact]
    public async Task Request_WithToken_IsServedBesideSignedOnes()
    {
        await using var host = await SignedHost.StartAsync();

        var response = await host.SendAsync(TestRequest.To("POST", "/echo/a").With("Authorization", "Bearer " + SignedHost.Token).WithBody("{}"), isChunked: true);

        Assert.StartsWith("arn:aws:iam::123456789012:user/ops/alice 2 ", response.Body, StringComparison.Ordinal);
        Assert.Contains(" stream ", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer webhook-token-012345678")]
    [InlineData("Bearer webhook-token-01234567899")]
    [InlineData("Bearer Webhook-token-0123456789")]
    [InlineData("Bearer short")]
    public async Task Request_WrongToken_IsUnrecognizedClient(string authorization)
    {
        await using var host = await SignedHost.StartAsync();

        (await host.SendAsync(TestRequest.To("GET", "/echo/a").With("Authorization", authorization)))
            .AssertError(403, "UnrecognizedClientException", "The security token included in the request is invalid.");
    }

    [Fact]
    public async Task Request_TokenAndRoleMissing_IsAccessDenied()
    {
        await using var host = await SignedHost.StartAsync();

        (await host.SendAsync(TestRequest.To("GET", "/nobody").With("Authorization", "bearer  " + SignedHost.Token + " ")))
            .AssertError(403, "AccessDeniedException", "User: arn:aws:iam::123456789012:user/ops/alice is not authorized to access this resource");
    }

    [Theory]
    [InlineData("http", "127.0.0.1", true)]
    [InlineData("http", "127.1.2.3", true)]
    [InlineData("http", "::1", true)]
    [InlineData("http", "::ffff:127.0.0.9", true)]
    [InlineData("http", "10.0.0.1", false)]
    [InlineData("http", "::ffff:10.0.0.1", false)]
    [InlineData("http", null, false)]
    [InlineData("https", "10.0.0.1", true)]
    [InlineData("https", null, true)]
    public async Task Authenticate_Token_OnlyOverTlsOrFromThisMachine(string scheme, string? address, bool isGood)
    {
        var context = Context("Bearer " + SignedHost.Token);
        context.Request.Scheme = scheme;
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);

        var result = await context.AuthenticateAsync();

        Assert.Equal(isGood, result.Succeeded);
        if (!isGood)
        {
            Assert.Equal("A bearer token is accepted over TLS or from this machine only. Consider it compromised and replace it.", result.Failure?.Message);
        }
    }

    [Fact]
    public async Task Authenticate_EachToken_GivesItsPrincipal()
    {
        var first = await Context("Bearer " + SignedHost.Token).AuthenticateAsync();
        var second = await Context("Bearer " + Other).AuthenticateAsync();

        Assert.Equal(Example.Alice, ConnectivityPrincipal.Find(first.Principal!));
        Assert.Equal(Bob, ConnectivityPrincipal.Find(second.Principal!));
    }

    [Fact]
    public async Task Authenticate_TwoAuthorizationHeaders_Fails()
    {
        var context = Context("Bearer " + SignedHost.Token);
        context.Request.Headers.Append("Authorization", "Bearer " + SignedHost.Token);

        Assert.Equal("The security token included in the request is invalid.", (await context.AuthenticateAsync()).Failure?.Message);
    }

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public async Task Authenticate_TokenAtItsLongest_IsCompared(int length, bool isKnown)
    {
        var token = new string('t', 4096);
        var context = Context("Bearer " + new string('t', length), new BearerToken(token, Bob));

        Assert.Equal(isKnown, (await context.AuthenticateAsync()).Succeeded);
    }

    [Fact]
    public async Task Authenticate_NoBearerToken_HasNoResult()
    {
        Assert.True((await Context("Basic YTpi").AuthenticateAsync(ConnectivityBearerDefaults.AuthenticationScheme)).None);
        Assert.True((await Context(null).AuthenticateAsync()).None);
    }

    [Theory]
    [InlineData("fifteen-chars-x")]
    [InlineData("")]
    [InlineData("has a blank inside it")]
    [InlineData("nicht-ascii-schlüssel")]
    public void BearerToken_NotAllowed_ThrowsWithoutRepeatingIt(string token)
    {
        var exception = Assert.Throws<ArgumentException>(() => new BearerToken(token, Bob));

        Assert.StartsWith($"a bearer token has {token.Length} characters, expected 16 to 4096 visible ASCII characters", exception.Message, StringComparison.Ordinal);
        if (token.Length > 0) Assert.DoesNotContain(token, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BearerToken_SixteenCharacters_IsAllowed() => Assert.Same(Bob, new BearerToken("sixteen-chars-xx", Bob).Principal);

    private static DefaultHttpContext Context(string? authorization, BearerToken? token = null)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddAuthentication(SigV4Defaults.AuthenticationScheme)
            .AddSigV4(options => options.AccessKeys.Add(Example.Key()))
            .AddConnectivityBearer(options =>
            {
                options.Tokens.Add(token ?? new BearerToken(SignedHost.Token, Example.Alice));
                options.Tokens.Add(new BearerToken(Other, Bob));
            });
        var context = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        if (authorization is not null) context.Request.Headers.Authorization = authorization;
        return context;
    }
}
