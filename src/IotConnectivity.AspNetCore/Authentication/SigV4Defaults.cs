namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Constants of the SigV4 scheme.</summary>
public static class SigV4Defaults
{
    /// <summary>The default name of the scheme.</summary>
    public const string AuthenticationScheme = "SigV4";

    /// <summary>The one algorithm that is verified.</summary>
    internal const string Algorithm = "AWS4-HMAC-SHA256";
}
