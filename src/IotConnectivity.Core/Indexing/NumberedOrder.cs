using IotConnectivity.Lifecycle;

namespace IotConnectivity.Indexing;

/// <summary>The order of connections that carry a number, on the connect and on the end.</summary>
internal static class NumberedOrder
{
    /// <summary>
    /// Events of one AWS client that are closer than this compare by version number, others by time stamp. Numbers start again after about an hour away and
    /// stamps are off by at most two minutes either way, so that half an hour apart the stamps are right and closer than that the numbers are.
    /// </summary>
    internal const long ResetWindowMs = 30 * 60 * 1000;

    internal static OrderRule Merge(ThingConnectivity line, in LifecycleEvent news, out ThingConnectivity next)
    {
        var order = news.Source.Numbers == ConnectionNumbers.ResetWhenAway ? CompareResettable(news, line) : CompareGrowing(news, line);
        if (order == 0) return SameConnection.Merge(line, news, out next);
        next = order < 0 ? line : ThingConnectivity.Begin(news);
        return order < 0 ? OrderRule.EarlierConnection : OrderRule.LaterConnection;
    }

    private static int CompareGrowing(in LifecycleEvent news, ThingConnectivity line)
    {
        var order = news.Source.Epoch.CompareTo(line.Source!.Epoch);
        return order == 0 ? news.Number!.Value.CompareTo(line.NumberOrNone) : order;
    }

    private static int CompareResettable(in LifecycleEvent news, ThingConnectivity line)
    {
        var number = news.Number!.Value;
        var keyless = news.Connection.IsNone || line.Connection.IsNone;
        if (number == line.NumberOrNone && (keyless ? MayBeSame(news, line) : news.Connection == line.Connection)) return 0;

        var apart = Place(news) - line.PlaceMs;
        if (Math.Abs(apart) >= ResetWindowMs) return Math.Sign(apart);

        var order = number.CompareTo(line.NumberOrNone);
        if (order == 0) order = Math.Sign(apart);
        return order == 0 ? ConnectionKey.CompareForTies(news.Connection, line.Connection) : order;
    }

    /// <summary>Says whether an event without a session identifier can be about the connection with its number, or must be about one before or after a reset.</summary>
    private static bool MayBeSame(in LifecycleEvent news, ThingConnectivity line)
    {
        var place = Place(news);
        if (news.Kind == LifecycleEventKind.Connected)
        {
            return line.ConnectedAtMs == ThingConnectivity.None
                ? place < line.EndedAtMs + ResetWindowMs
                : Math.Abs(place - line.ConnectedAtMs) < ResetWindowMs;
        }

        return line.HasEnded
            ? Math.Abs(place - line.End.PlaceMs) < ResetWindowMs
            : place > line.ConnectedAtMs - ResetWindowMs;
    }

    private static long Place(in LifecycleEvent news) =>
        news.Kind == LifecycleEventKind.Connected ? news.TimestampMs : ConnectionEnd.Of(news).PlaceMs;
}
