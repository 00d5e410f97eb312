using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;

namespace IotConnectivity.History;

/// <summary>Explains the last entries of a journal by playing all of them again, so that it can say what each met.</summary>
internal static class EventExplanation
{
    /// <summary>Explains the last entries.</summary>
    /// <param name="entries">The journal of a thing, the last received first.</param>
    /// <returns>At most <see cref="JournalRetention.LastEvents"/>, the last received first.</returns>
    internal static IReadOnlyList<ExplainedEvent> OfLast(List<JournalEntry> entries)
    {
        var explained = new List<ExplainedEvent>();
        var seen = ThingConnectivity.Never;
        var activity = ThingConnectivity.None;
        var begun = new HashSet<ConnectionKey>();
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            var entry = entries[i];
            if (i < JournalRetention.LastEvents) explained.Add(Explain(entry, seen, begun));
            if (!entry.Rule.IsPartOfState()) continue;
            if (entry.Event is { Kind: LifecycleEventKind.Connected, Source.ReusesKeys: false }) begun.Add(entry.Event.Connection);
            if (entry.Event.Kind == LifecycleEventKind.Heartbeat) activity = Math.Max(activity, entry.Event.TimestampMs);
            else ConnectionOrder.Judge(seen, entry.Event, activity, out seen);
            seen = ConnectionOrder.Revoke(seen, activity);
        }

        explained.Reverse();
        return explained;
    }

    private static ExplainedEvent Explain(in JournalEntry entry, ThingConnectivity seen, HashSet<ConnectionKey> begun)
    {
        var news = entry.Event;
        return new ExplainedEvent
        {
            Kind = news.Kind,
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(news.TimestampMs),
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(entry.ReceivedAtMs),
            ConnectedAt = ToTime(news.ConnectedAtMs),
            LastActivity = ToTime(news.LastActivityMs),
            Source = news.Source.ToString(),
            Connection = ConnectivityTransition.NameOf(news.Connection),
            Number = news.Number,
            Reason = news.Reason,
            ReasonQuality = news.ReasonQuality,
            RawReason = SocketText.WithoutAddresses(news.RawReason),
            Rule = entry.Rule,
            Explanation = RuleSentence.Of(entry, seen, begun),
        };
    }

    private static DateTimeOffset? ToTime(long? ms) => ms is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
}
