using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>The bearer-token scheme. Never touches the body, so that streams without an end can come this way.</summary>
/// <remarks>
/// A token travels as it is, so it is taken over TLS or from this machine only. Behind a proxy that ends TLS, the forwarded-headers middleware has to run first:
/// without it every request would seem to come from the proxy, and a proxy on this machine would lend its address to everybody.
/// </remarks>
internal sealed class ConnectivityBearerHandler(IOptionsMonitor<ConnectivityBearerOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<ConnectivityBearerOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";

    private static readonly Task<AuthenticateResult> Nothing = Task.FromResult(AuthenticateResult.NoResult());

    private static readonly AwsError PlainText = new(
        AwsErrorCode.AccessDenied, "A bearer token is accepted over TLS or from this machine only. Consider it compromised and replace it.");

    private AwsError? _error;

    /// <summary>Says whether a request carries a bearer token, of whatever kind.</summary>
    public static bool IsPresent(IHeaderDictionary headers) =>
        headers.Authorization is { Count: > 0 } values && values[0]?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsPresent(Request.Headers)) return Nothing;
        if (!Request.IsHttps && !IsFromThisMachine(Context.Connection.RemoteIpAddress)) return Refuse(PlainText);
        var found = Request.Headers.Authorization.Count == 1 ? Find(Request.Headers.Authorization[0].AsSpan(Prefix.Length).Trim(' ')) : null;
        return found is null ? Refuse(SigV4Errors.UnknownClient) : found.Ticket.For(Scheme.Name);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false);
        if (result.Succeeded)
        {
            await HandleForbiddenAsync(properties).ConfigureAwait(false);
            return;
        }

        await AwsErrorWriter.WriteAsync(Context, _error ?? SigV4Errors.MissingToken).ConfigureAwait(false);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => SigV4Errors.WriteForbiddenAsync(Context);

    /// <summary>Looks at every token, found or not, so that the time tells nothing about which one it was.</summary>
    private BearerToken? Find(ReadOnlySpan<char> token)
    {
        if (token.Length is < BearerToken.MinLength or > BearerToken.MaxLength || !Ascii.IsValid(token)) return null;
        Span<byte> ascii = stackalloc byte[token.Length];
        _ = Encoding.ASCII.GetBytes(token, ascii);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(ascii, hash);
        BearerToken? found = null;
        foreach (var candidate in Options.Tokens)
        {
            if (candidate.HasHash(hash)) found = candidate;
        }

        return found;
    }

    // No address means a transport that we cannot judge, such as a test server or a Unix socket: refused.
    private static bool IsFromThisMachine(IPAddress? remote) =>
        remote is not null && IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote);

    private Task<AuthenticateResult> Refuse(AwsError error)
    {
        _error = error;
        return Task.FromResult(AuthenticateResult.Fail(error.Message));
    }
}
