namespace IotConnectivity.Policies;

/// <summary>One question: may this action be done to this resource, under these circumstances?</summary>
/// <remarks>
/// An operation that names several resources (such as AddThingToThingGroup) is one request per resource, and each must be allowed.
/// The spans are only read during the call, so they may lie on the caller's stack.
/// </remarks>
public readonly ref struct AuthorizationRequest
{
    /// <summary>Puts a request together. Nothing is checked here; a malformed request is refused and says so in its result.</summary>
    /// <param name="action">The action as <c>service:Name</c>, for example <c>iot:GetThingConnectivityData</c>, in any case.</param>
    /// <param name="resource">The full ARN, or <c>*</c> for an action that has no resource.</param>
    /// <param name="context">What is known about the caller and the request.</param>
    /// <param name="now">The time of the request, for <c>aws:CurrentTime</c> and <c>aws:EpochTime</c>; read in whole seconds.</param>
    public AuthorizationRequest(ReadOnlySpan<char> action, ReadOnlySpan<char> resource, RequestContext context, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(context);
        Action = action;
        Resource = resource;
        Context = context;
        Now = now;
    }

    /// <summary>Gets the action as <c>service:Name</c>.</summary>
    public ReadOnlySpan<char> Action { get; }

    /// <summary>Gets the full ARN of the resource, or <c>*</c>.</summary>
    public ReadOnlySpan<char> Resource { get; }

    /// <summary>Gets what is known about the caller and the request.</summary>
    public RequestContext Context { get; }

    /// <summary>Gets the time of the request.</summary>
    public DateTimeOffset Now { get; }
}
