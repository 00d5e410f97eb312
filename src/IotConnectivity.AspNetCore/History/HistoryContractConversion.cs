using IotConnectivity.History;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.AspNetCore.History;

/// <summary>Puts answers about the past into their form on the wire.</summary>
internal static class HistoryContractConversion
{
    public static HistoryResponse ToContract(this ConnectivityHistory history, string thingName) => new(
        thingName,
        ToSeconds(history.From),
        ToSeconds(history.To),
        ToSeconds(history.AvailableFrom),
        ToContract(history.Before),
        [.. history.Transitions.Select(static transition => ToContract(transition)!)],
        history.NextToken);

    public static MomentResponse ToContract(this ConnectivityMoment moment, string thingName) => new(
        thingName,
        ToSeconds(moment.Time),
        moment.Since?.Connected,
        moment.Since?.DisconnectReason.ToWireText(),
        ToContract(moment.Since),
        ToSeconds(moment.AvailableFrom));

    public static UptimeResponse ToContract(this ConnectivityUptime uptime, string thingName) => new(
        thingName,
        ToSeconds(uptime.From),
        ToSeconds(uptime.To),
        ToSeconds(uptime.AvailableFrom),
        ToSeconds(uptime.Connected),
        uptime.Share,
        uptime.Drops.Values.Sum(),
        uptime.Drops.ToDictionary(static drop => drop.Key.ToWireText(), static drop => drop.Value, StringComparer.Ordinal),
        uptime.LongestOutage is { } outage ? new OutageContract(ToSeconds(outage.Start), ToSeconds(outage.Length), outage.Reason.ToWireText()) : null);

    public static ExplainResponse ToContract(this ThingExplanation explanation, string thingName) => new(
        thingName,
        explanation.State?.Connected ?? false,
        (explanation.State?.DisconnectReason ?? DisconnectReason.Unknown).ToWireText(),
        ToContract(explanation.State),
        explanation.Revision,
        ToSeconds(explanation.LastActivity),
        [.. explanation.Events.Select(ToContract)]);

    private static ExplainedEventContract ToContract(ExplainedEvent one)
    {
        var isEnd = one.Kind == LifecycleEventKind.Disconnected;
        return new ExplainedEventContract(
            one.Kind.ToWireText(),
            ToSeconds(one.Timestamp),
            ToSeconds(one.ReceivedAt),
            ToSeconds(one.ConnectedAt),
            ToSeconds(one.LastActivity),
            one.Source,
            one.Connection,
            one.Number,
            isEnd ? one.Reason.ToWireText() : null,
            isEnd ? NameOf(one.ReasonQuality) : null,
            one.RawReason,
            UpperSnake(one.Outcome.ToString()),
            UpperSnake(one.Rule.ToString()),
            one.Explanation);
    }

    private static TransitionContract? ToContract(ConnectivityTransition? transition) => transition is null ? null : new TransitionContract(
        transition.TimestampMs / 1000m,
        transition.Connected,
        transition.DisconnectReason.ToWireText(),
        transition.Connected ? null : NameOf(transition.ReasonQuality),
        transition.RawReason,
        transition.Source,
        transition.Connection,
        transition.Number);

    private static decimal ToSeconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000m;

    private static decimal? ToSeconds(DateTimeOffset? time) => time is { } known ? ToSeconds(known) : null;

    private static decimal ToSeconds(TimeSpan span) => (long)span.TotalMilliseconds / 1000m;

    private static string NameOf(ReasonQuality quality) => UpperSnake(quality.ToString());

    /// <summary>Writes <c>LaterConnection</c> as <c>LATER_CONNECTION</c>.</summary>
    private static string UpperSnake(string name) =>
        string.Concat(name.Select(static (c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? $"_{c}" : char.ToUpperInvariant(c).ToString()));
}
