namespace IotConnectivity.Lifecycle;

/// <summary>Hands out the string instance that a program already has for a client id, so that a parser need not make another.</summary>
/// <param name="clientId">The client id; valid during the call only.</param>
/// <returns>A string of the same characters, or <see langword="null"/> to let the parser make a new one.</returns>
/// <remarks>Called once for each event, on the thread that parses. It must not throw.</remarks>
public delegate string? ClientIdResolver(ReadOnlySpan<char> clientId);
