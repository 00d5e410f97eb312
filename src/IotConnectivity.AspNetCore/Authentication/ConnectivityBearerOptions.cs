using Microsoft.AspNetCore.Authentication;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Which bearer tokens are accepted.</summary>
public sealed class ConnectivityBearerOptions : AuthenticationSchemeOptions
{
    /// <summary>Gets the tokens. A principal may have several, so that one can be replaced while the other is still in use.</summary>
    /// <value>The default is none, which refuses every token. Do not change it once requests arrive.</value>
    public IList<BearerToken> Tokens { get; } = [];
}
