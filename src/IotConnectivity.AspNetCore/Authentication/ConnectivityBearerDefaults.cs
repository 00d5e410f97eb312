namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Constants of the bearer-token scheme.</summary>
public static class ConnectivityBearerDefaults
{
    /// <summary>The default name of the scheme.</summary>
    public const string AuthenticationScheme = "ConnectivityBearer";
}
