using System.Security.Claims;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>An identity that knows its <see cref="ConnectivityPrincipal"/>, so that a request's rights are found without searching claims.</summary>
/// <remarks>
/// A host that authenticates in another way (JWT, mutual TLS) adds one to the user it makes, for example in <c>OnTokenValidated</c>. The identities that this
/// package's schemes give out are shared by all requests of an access key or token: a claims transformation must copy the user, never change it.
/// </remarks>
public sealed class ConnectivityIdentity : ClaimsIdentity
{
    /// <summary>Makes an authenticated identity with the principal's ARN and name as claims.</summary>
    /// <param name="principal">Who it is.</param>
    /// <param name="authenticationType">How that was found out, usually the name of the scheme.</param>
    public ConnectivityIdentity(ConnectivityPrincipal principal, string authenticationType)
        : base(ClaimsOf(principal), authenticationType)
    {
        ArgumentException.ThrowIfNullOrEmpty(authenticationType);
        Principal = principal;
    }

    private ConnectivityIdentity(ConnectivityIdentity other)
        : base(other) => Principal = other.Principal;

    /// <summary>Gets who it is.</summary>
    public ConnectivityPrincipal Principal { get; }

    /// <inheritdoc/>
    public override ClaimsIdentity Clone() => new ConnectivityIdentity(this);

    private static Claim[] ClaimsOf(ConnectivityPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return
        [
            new Claim(ClaimTypes.NameIdentifier, principal.Arn),
            new Claim(ClaimTypes.Name, principal.UserName ?? principal.Arn),
        ];
    }
}
