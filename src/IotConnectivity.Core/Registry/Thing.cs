namespace IotConnectivity.Registry;

/// <summary>A registered thing as it was at one moment. Immutable.</summary>
/// <param name="Name">The thing's name, which is also the client id it connects with.</param>
/// <param name="Id">The thing's id, given at its creation.</param>
/// <param name="TypeName">The name of its thing type, if it has one.</param>
/// <param name="Attributes">Its attributes, by name in ordinal order.</param>
/// <param name="Version">1 at creation, one more with every update.</param>
public sealed record Thing(string Name, Guid Id, string? TypeName, ThingAttributes Attributes, long Version);
