using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>The successful outcome of one credential, made once and given to every request that proves it.</summary>
/// <remarks>
/// INVARIANT: nobody writes to what is cached here. The framework makes a ticket of its own from it for each request; its properties stay empty.
/// Any thread may ask; two that ask at once may both make one, which is harmless.
/// </remarks>
internal sealed class CachedTicket(ConnectivityPrincipal principal)
{
    private Entry? _current;

    /// <summary>Gets the outcome under a scheme.</summary>
    public Task<AuthenticateResult> For(string scheme) => EntryFor(scheme).Result;

    /// <summary>Gets the user that the outcome under a scheme has.</summary>
    public ClaimsPrincipal UserFor(string scheme) => EntryFor(scheme).User;

    private Entry EntryFor(string scheme)
    {
        var seen = Volatile.Read(ref _current);
        if (seen is null || seen.Scheme != scheme)
        {
            var user = new ClaimsPrincipal(new ConnectivityIdentity(principal, scheme));
            seen = new Entry(scheme, user, Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, scheme))));
            Volatile.Write(ref _current, seen);
        }

        return seen;
    }

    private sealed record Entry(string Scheme, ClaimsPrincipal User, Task<AuthenticateResult> Result);
}
