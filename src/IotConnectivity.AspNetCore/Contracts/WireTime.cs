namespace IotConnectivity.AspNetCore.Contracts;

/// <summary>Times as AWS's protocol has them: seconds since 1970, with the milliseconds as a fraction.</summary>
internal static class WireTime
{
    public static decimal Of(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000m;
}
