namespace IotConnectivity.Policies;

/// <summary>What a statement does to the requests that it applies to.</summary>
public enum PolicyEffect
{
    /// <summary>Lets the request pass, unless a <see cref="Deny"/> applies too.</summary>
    Allow = 0,

    /// <summary>Refuses the request, whatever else applies.</summary>
    Deny = 1,
}
