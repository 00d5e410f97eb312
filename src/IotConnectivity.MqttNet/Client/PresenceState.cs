namespace IotConnectivity.MqttNet.Client;

/// <summary>Whether the presence events of a broker are being heard, at a moment's view.</summary>
/// <param name="IsListening">Whether the client is connected and its subscriptions were granted.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="Gaps">How often listening began again after it had stopped: events of that time may be missing.</param>
/// <param name="LastGap">How long the last of these lasted; zero before the first.</param>
/// <param name="Fault">Why the last try to connect or subscribe failed; <see langword="null"/> while listening and before the first failure.</param>
public sealed record PresenceState(bool IsListening, DateTimeOffset Since, long Gaps, TimeSpan LastGap, string? Fault);
