namespace IotConnectivity.Indexing;

/// <summary>What the order rule must remember beside the latest connection; most things never have one.</summary>
/// <param name="Ends">Ends whose connect has not been heard of yet, of the line of the snapshot that holds this; at most <see cref="MaxEnds"/>.</param>
/// <param name="Others">The latest connections by other sources, or by events of another kind; at most <see cref="MaxOthers"/>. Only the visible snapshot has any.</param>
internal sealed record ConnectivityBacklog(ConnectionEnd[] Ends, ThingConnectivity[] Others)
{
    /// <summary>More ends than this of unknown connections of one thing are not a late arrival any more; the oldest is dropped.</summary>
    internal const int MaxEnds = 8;

    /// <summary>More sources than this for one thing: the one that was not heard of for the longest time is dropped.</summary>
    internal const int MaxOthers = 4;

    internal static ConnectivityBacklog? Of(ConnectionEnd[] ends, ThingConnectivity[] others) =>
        ends.Length == 0 && others.Length == 0 ? null : new ConnectivityBacklog(ends, others);

    /// <summary>Says whether two backlogs hold the same; the order of the ends does not matter.</summary>
    internal static bool AreSame(ConnectivityBacklog? left, ConnectivityBacklog? right)
    {
        if (ReferenceEquals(left, right)) return true;
        if (left is null || right is null || left.Ends.Length != right.Ends.Length || left.Others.Length != right.Others.Length) return false;
        return Array.TrueForAll(left.Ends, end => Array.IndexOf(right.Ends, end) >= 0)
            && left.Others.Zip(right.Others).All(static pair => pair.First.IsWorthTheSameAs(pair.Second));
    }
}
