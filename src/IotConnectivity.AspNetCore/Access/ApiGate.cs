using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using IotConnectivity.Access;
using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Policies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IotConnectivity.AspNetCore.Access;

/// <summary>Lets a request through to an operation, or says why not. Every operation passes here; what it does not allow does not happen.</summary>
internal sealed partial class ApiGate : IDisposable
{
    private const int StackCharacters = 512;

    private readonly AwsApiOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ApiGate> _logger;
    private readonly ConditionalWeakTable<ConnectivityPrincipal, PolicyAuthorizer> _authorizers = [];
    private readonly PartitionedRateLimiter<ConnectivityPrincipal>? _limiter;

    public ApiGate(IOptions<AwsApiOptions> options, TimeProvider time, ILogger<ApiGate> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        Arns = new ResourceArns(_options.Region, _options.AccountId, _options.Partition);
        if (_options.RequestsPerSecond is { } rate) _limiter = MakeLimiter(rate);
    }

    public ResourceArns Arns { get; }

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Finds out who asks, and whether they ask too often.</summary>
    public AwsError? Identify(HttpContext http, out Caller caller)
    {
        caller = default;
        if (ConnectivityPrincipal.Find(http.User) is not { } principal) return SigV4Errors.MissingToken;
        if (_limiter is not null)
        {
            using var lease = _limiter.AttemptAcquire(principal);
            if (!lease.IsAcquired) return new AwsError(AwsErrorCode.Throttling, "Rate exceeded");
        }

        if (!_authorizers.TryGetValue(principal, out var policies)) policies = _authorizers.GetValue(principal, Compile);
        caller = new Caller(principal, policies, RequestContexts.For(http, principal, _options.Region));
        return null;
    }

    /// <summary>Asks the caller's policies about an action on a resource of this account.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="action">For example <c>iot:DescribeThing</c>.</param>
    /// <param name="type">For example <c>thing/</c>; empty for an action without a resource.</param>
    /// <param name="name">The resource's name.</param>
    public AwsError? Authorize(in Caller caller, string action, ReadOnlySpan<char> type, ReadOnlySpan<char> name)
    {
        var length = Arns.LengthOf(type, name);
        var buffer = length <= StackCharacters ? stackalloc char[StackCharacters] : new char[length];
        var resource = type.IsEmpty ? "*" : Arns.Write(type, name, buffer);
        var result = caller.Policies.Authorize(new AuthorizationRequest(action, resource, caller.Contexts.Plain, Now));
        return result.IsAllowed ? null : Refuse(caller, action, resource, result);
    }

    /// <summary>Identifies and authorizes in one step.</summary>
    public AwsError? Admit(HttpContext http, string action, ReadOnlySpan<char> type, ReadOnlySpan<char> name) =>
        Identify(http, out var caller) ?? Authorize(caller, action, type, name);

    /// <summary>Words a refusal as IAM does.</summary>
    public AwsError Refuse(in Caller caller, string action, ReadOnlySpan<char> resource, in AuthorizationResult result)
    {
        if (result.Failure is { } failure) Log.PolicyFailed(_logger, failure, action);
        var why = result.Decision == AuthorizationDecision.ExplicitDeny
            ? "with an explicit deny in an identity-based policy"
            : $"because no identity-based policy allows the {action} action";
        return new AwsError(AwsErrorCode.AccessDenied, $"User: {caller.Principal.Arn} is not authorized to perform: {action} on resource: {resource} {why}");
    }

    public void Dispose() => _limiter?.Dispose();

    private static PartitionedRateLimiter<ConnectivityPrincipal> MakeLimiter(int rate) =>
        PartitionedRateLimiter.Create<ConnectivityPrincipal, string>(principal => RateLimitPartition.GetTokenBucketLimiter(
            principal.Arn,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = rate,
                TokensPerPeriod = Math.Max(1, rate / 10),
                ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, rate / 10) / (double)rate),
                QueueLimit = 0,
            }));

    private PolicyAuthorizer Compile(ConnectivityPrincipal principal) =>
        new(_options.PoliciesOf is { } find ? find(principal) : _options.Policies.TryGetValue(principal.Arn, out var documents) ? documents : []);
}
