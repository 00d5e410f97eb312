using System.Net;
using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.Policies;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Access;

/// <summary>What policies may ask about a request. Kept with the connection, since almost all of it is the same for all requests of one.</summary>
internal sealed class RequestContexts
{
    private static readonly object ItemKey = new();

    private readonly ConnectivityPrincipal _principal;
    private readonly string? _userAgent;
    private readonly IPAddress? _remote;
    private readonly bool _isSecure;

    private RequestContexts(ConnectivityPrincipal principal, HttpContext http, string? userAgent, string region)
    {
        _principal = principal;
        _userAgent = userAgent;
        _remote = http.Connection.RemoteIpAddress;
        _isSecure = http.Request.IsHttps;
        Plain = Make(region);
        WithoutSockets = Plain.With(ConditionKeys.IncludeSocketInformation, false);
        WithSockets = Plain.With(ConditionKeys.IncludeSocketInformation, true);
    }

    /// <summary>Gets the context of operations that know nothing of socket information.</summary>
    public RequestContext Plain { get; }

    /// <summary>Gets the context of a status query that does not ask for socket information, or does not say.</summary>
    public RequestContext WithoutSockets { get; }

    /// <summary>Gets the context of a status query that asks for socket information.</summary>
    public RequestContext WithSockets { get; }

    public static RequestContexts For(HttpContext http, ConnectivityPrincipal principal, string region)
    {
        var userAgent = http.Request.Headers.UserAgent.ToString();
        var items = http.Features.Get<IConnectionItemsFeature>()?.Items;
        if (items is null) return new RequestContexts(principal, http, userAgent, region);

        // HTTP/2 runs requests of one connection side by side; the dictionary is not made for that.
        lock (items)
        {
            if (items.TryGetValue(ItemKey, out var item) && item is RequestContexts known && known.IsFor(http, principal, userAgent)) return known;
            var made = new RequestContexts(principal, http, userAgent, region);
            items[ItemKey] = made;
            return made;
        }
    }

    private bool IsFor(HttpContext http, ConnectivityPrincipal principal, string userAgent) =>
        ReferenceEquals(principal, _principal) && userAgent == _userAgent && _isSecure == http.Request.IsHttps
        && Equals(http.Connection.RemoteIpAddress, _remote);

    // IAM's words for what an ARN names. The unique identifier of a user is not known here; its name stands for it.
    private static string TypeOf(string arn) =>
        arn.Contains(":user/", StringComparison.Ordinal) ? "User"
        : arn.Contains(":assumed-role/", StringComparison.Ordinal) ? "AssumedRole"
        : arn.Contains(":federated-user/", StringComparison.Ordinal) ? "FederatedUser"
        : arn.EndsWith(":root", StringComparison.Ordinal) ? "Account"
        : "Anonymous";

    private RequestContext Make(string region)
    {
        var context = RequestContext.Empty
            .With(ConditionKeys.PrincipalArn, _principal.Arn)
            .With(ConditionKeys.PrincipalAccount, _principal.AccountId)
            .With(ConditionKeys.PrincipalType, TypeOf(_principal.Arn))
            .With(ConditionKeys.UserId, _principal.UserName ?? _principal.Arn[(_principal.Arn.LastIndexOfAny(['/', ':']) + 1)..])
            .With(ConditionKeys.SecureTransport, _isSecure)
            .With(ConditionKeys.RequestedRegion, region);
        if (_principal.UserName is { } userName) context = context.With(ConditionKeys.UserName, userName);
        if (_remote is not null) context = context.With(ConditionKeys.SourceIp, PeerAddress.From(_remote).ToString());
        return string.IsNullOrEmpty(_userAgent) ? context : context.With(ConditionKeys.UserAgent, _userAgent);
    }
}
