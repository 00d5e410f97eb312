using System.Security.Claims;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Who a request comes from, in the terms of IAM.</summary>
/// <remarks>
/// Make one instance per principal and share it between its access keys and tokens: what is worked out for a principal is kept with the instance.
/// Immutable; any thread may use it.
/// </remarks>
public sealed class ConnectivityPrincipal
{
    private const int ArnParts = 6;

    /// <summary>Makes a principal of its ARN.</summary>
    /// <param name="arn">For example <c>arn:aws:iam::123456789012:user/alice</c> or <c>arn:aws:sts::123456789012:assumed-role/Reader/session</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="arn"/> does not have the six parts of an ARN.</exception>
    public ConnectivityPrincipal(string arn)
    {
        ArgumentNullException.ThrowIfNull(arn);
        var parts = arn.Split(':', ArnParts);
        if (parts.Length != ArnParts || parts[0] != "arn" || parts[ArnParts - 1].Length == 0)
        {
            throw new ArgumentException($"principal `{arn}` is not an ARN, expected for example `arn:aws:iam::123456789012:user/alice`", nameof(arn));
        }

        Arn = arn;
        AccountId = parts[4];
        var resource = parts[ArnParts - 1];
        if (resource.StartsWith("user/", StringComparison.Ordinal)) UserName = resource[(resource.LastIndexOf('/') + 1)..];
    }

    /// <summary>Gets the ARN, as the policy key <c>aws:PrincipalArn</c> has it.</summary>
    public string Arn { get; }

    /// <summary>Gets the account of the ARN, as the policy key <c>aws:PrincipalAccount</c> has it; empty where the ARN names none.</summary>
    public string AccountId { get; }

    /// <summary>Gets the friendly name of an IAM user, as the policy variable <c>aws:username</c> has it.</summary>
    /// <value>The last part of a <c>user/…</c> ARN; <see langword="null"/> for every other kind of principal, as in IAM.</value>
    public string? UserName { get; }

    /// <summary>Gets the principal that one of this package's schemes, or a host's own <see cref="ConnectivityIdentity"/>, put on a user.</summary>
    /// <param name="user">The user of a request.</param>
    /// <returns>The principal, or <see langword="null"/> when no identity carries one. Looks at identities only, never at claims; does not allocate when
    /// the first identity is the right one.</returns>
    public static ConnectivityPrincipal? Find(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.Identity is ConnectivityIdentity primary) return primary.Principal;
        foreach (var identity in user.Identities)
        {
            if (identity is ConnectivityIdentity { IsAuthenticated: true } found) return found.Principal;
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Arn;
}
