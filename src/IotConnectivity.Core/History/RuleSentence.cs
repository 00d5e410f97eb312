using System.Globalization;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;

namespace IotConnectivity.History;

/// <summary>Says in words why an event changed what it did, or nothing.</summary>
internal static class RuleSentence
{
    /// <summary>Explains an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="seen">What was known before it.</param>
    /// <param name="begun">The connections whose connects came in before it, apart from those with keys that are used again.</param>
    internal static string Of(in JournalEntry entry, ThingConnectivity seen, IReadOnlySet<ConnectionKey> begun)
    {
        var news = entry.Event;
        var (its, known) = (Name(news.Connection, news.Number), Name(seen.Connection, seen.Number));
        var what = news.Kind == LifecycleEventKind.Connected ? "connect" : "end";

        // The index remembers one connection and keeps the end of any other; here it is known whether that one is over.
        var isOver = entry.Rule == OrderRule.EarlierConnection || (entry.Rule == OrderRule.EndWaitsForConnect && begun.Contains(news.Connection));
        return entry.Rule switch
        {
            OrderRule.NotConnectivity => $"A {Words(news.Kind)} does not touch connectivity.",
            OrderRule.IndexingOff => "Connectivity was not indexed when this came in.",
            OrderRule.NotRegistered => "The client was not a registered thing when this came in.",
            OrderRule.FirstNews => $"Nothing was known of the thing's connectivity before this {what} of {its}.",
            OrderRule.LaterConnection => $"This {what} speaks of {its}, which is later than {known}, the latest known before.",
            OrderRule.ConnectOfKnown when news.Kind == LifecycleEventKind.Disconnected =>
                $"This end of {its} tells when that began, which was not known; another end of it counts before this one.",
            OrderRule.ConnectOfKnown => $"This connect is that of {its}, of which the end or a later connect was known already.",
            OrderRule.EndOfKnown => $"This end is that of {its}, which was open.",
            OrderRule.BetterEnd => $"This end of {its} counts before the one known: a stated one before an inferred one, else the earlier.",
            OrderRule.ActivityRevokesEnd => $"The client was active after the moment from which the end was inferred, so that {known} had not ended.",
            OrderRule.ActivityNoted => "Activity alone opens and ends no connection.",
            OrderRule.KnownConnect => $"The connect of {its} was known already.",
            OrderRule.KnownEnd => $"An end of {its} was known already that is this one or counts before it.",
            _ when isOver && news.Kind == LifecycleEventKind.Disconnected && seen.Connected =>
                $"This end speaks of {its}; the thing was already connected again by {known}, since {Time(seen)}.",
            _ when isOver => $"This {what} speaks of {its}; {known} was known already and is later.",
            OrderRule.EndWaitsForConnect => $"Nobody has told yet when {its} began; this end waits for its connect.",
            OrderRule.ActivityContradictsEnd => "This end was inferred, but the client was active after the moment from which it was inferred.",
            OrderRule.EarlierActivity => "Later activity of the client was known already.",
            OrderRule.OtherSourceIsLater => $"This {what} speaks of {its} at {news.Source}; {seen.Source?.ToString() ?? "another source"} has told of a later connection, {known}.",
            _ => $"Rule {(int)entry.Rule} decided about this event.",
        };
    }

    private static string Words(LifecycleEventKind kind) => kind switch
    {
        LifecycleEventKind.ConnectFailed => "refused connection",
        LifecycleEventKind.Subscribed => "subscription",
        LifecycleEventKind.Unsubscribed => "cancelled subscription",
        _ => "message of this kind",
    };

    private static string Name(in ConnectionKey key, long? number) => (ConnectivityTransition.NameOf(key), number) switch
    {
        (null, null) => "a connection without a name",
        ({ } name, null) => $"connection `{name}`",
        (null, { } n) => $"connection number {n}",
        ({ } name, { } n) => $"connection `{name}` (number {n})",
    };

    private static string Time(ThingConnectivity state) => state.ConnectedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "an unknown moment";
}
