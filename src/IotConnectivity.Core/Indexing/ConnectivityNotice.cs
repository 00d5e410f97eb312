namespace IotConnectivity.Indexing;

/// <summary>One item of a <see cref="ConnectivityFeed"/>.</summary>
/// <param name="Change">The change.</param>
/// <param name="Missed">
/// How many changes were dropped before this one because the reader was slow; usually 0. After a gap, read the states anew from the index and go on with the feed.
/// </param>
public readonly record struct ConnectivityNotice(ConnectivityChange Change, long Missed);
