using IotConnectivity.Indexing;
using IotConnectivity.Policies;

namespace IotConnectivity.Access;

/// <summary>Answers AWS's GetThingConnectivityData inside the process: may the caller know, and what is the state?</summary>
/// <remarks>Immutable; any thread. Does not allocate for thing names of the usual length.</remarks>
public sealed class StatusQuery
{
    /// <summary>The action that a policy grants or denies.</summary>
    public const string Action = "iot:GetThingConnectivityData";

    private const int StackCharacters = 512;

    private readonly ConnectivityIndex _index;
    private readonly ResourceArns _arns;

    /// <summary>Makes the query of an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="arns">The account and region that policies speak of.</param>
    public StatusQuery(ConnectivityIndex index, ResourceArns arns)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(arns);
        _index = index;
        _arns = arns;
    }

    /// <summary>Asks on behalf of a caller.</summary>
    /// <param name="caller">The caller's policies.</param>
    /// <param name="context">
    /// What is known of the request. It must hold <see cref="ConditionKeys.IncludeSocketInformation"/> as what the caller asked for, <c>false</c> when it did not say.
    /// </param>
    /// <param name="thingName">The thing.</param>
    /// <param name="now">The time of the request.</param>
    /// <returns>The decision and, where it is positive, the state.</returns>
    /// <remarks>Whether the thing exists is looked up only for a caller who may know.</remarks>
    public StatusAnswer Ask(PolicyAuthorizer caller, RequestContext context, ReadOnlySpan<char> thingName, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var length = _arns.LengthOf("thing/", thingName);
        var resource = _arns.Write("thing/", thingName, length <= StackCharacters ? stackalloc char[StackCharacters] : new char[length]);
        var authorization = caller.Authorize(new AuthorizationRequest(Action, resource, context, now));
        if (!authorization.IsAllowed) return new StatusAnswer(authorization, false, ThingConnectivity.Never);
        var isRegistered = _index.TryGet(thingName, out var connectivity);
        return new StatusAnswer(authorization, isRegistered, connectivity);
    }
}

/// <summary>The answer to a <see cref="StatusQuery"/>.</summary>
/// <param name="Authorization">Whether the caller may know; nothing else is filled in when not.</param>
/// <param name="IsRegistered">Whether there is such a thing.</param>
/// <param name="Connectivity">Its state.</param>
public readonly record struct StatusAnswer(AuthorizationResult Authorization, bool IsRegistered, ThingConnectivity Connectivity);
