using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.Policies;

namespace IotConnectivity.AspNetCore.Access;

/// <summary>Who asks, with what rights, under what circumstances.</summary>
internal readonly record struct Caller(ConnectivityPrincipal Principal, PolicyAuthorizer Policies, RequestContexts Contexts);
