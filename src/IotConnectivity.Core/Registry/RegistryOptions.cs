namespace IotConnectivity.Registry;

/// <summary>Options of the thing registry.</summary>
public sealed class RegistryOptions
{
    /// <summary>Gets or sets a value indicating whether a client that nobody registered becomes a thing with its first event, if its client id is a valid thing name.</summary>
    /// <value>The default is <see langword="false"/>, as in AWS IoT: such clients leave no trace.</value>
    /// <remarks>Refused connections do not register anything.</remarks>
    public bool RegisterOnFirstContact { get; set; }
}
