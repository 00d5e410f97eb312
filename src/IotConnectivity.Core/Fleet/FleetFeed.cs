using System.Threading.Channels;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

/// <summary>The things that start or stop matching a query, as it happens, for one reader.</summary>
/// <remarks>
/// Starts with the call that made it, not with the first read, so that "watch, then search, then follow" misses nothing. What a thing does faster than the index takes it in (some
/// milliseconds) may be skipped; the last word never is. Bounded: when the reader is slower than the changes, the oldest are dropped and the next item says how many.
/// Dispose it to stop.
/// </remarks>
public sealed class FleetFeed : IAsyncEnumerable<FleetNotice>, IDisposable
{
    private readonly FleetIndex _fleet;
    private readonly Channel<FleetNotice> _notices;
    private readonly PlaceSet _matching = new();
    private long _written;
    private long _read;

    internal FleetFeed(FleetIndex fleet, StandingQuery query, int capacity)
    {
        _fleet = fleet;
        Query = query;
        _notices = Channel.CreateBounded<FleetNotice>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });
    }

    internal StandingQuery Query { get; }

    /// <summary>Reads until the feed is disposed or the token is cancelled. One reader at a time.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The things.</returns>
    public async IAsyncEnumerator<FleetNotice> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var notice in _notices.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            // Until it is read, an item has its number there.
            var missed = notice.Missed - _read;
            _read = notice.Missed + 1;
            yield return notice with { Missed = missed };
        }
    }

    /// <summary>Ends the feed; a reader sees what is buffered and then the end.</summary>
    public void Dispose()
    {
        _fleet.Remove(this);
        _notices.Writer.TryComplete();
    }

    /// <summary>Notes what matches at the beginning, of which nothing is told.</summary>
    internal void Begin(IEnumerable<int> places)
    {
        foreach (var place in places) _matching.Add(place);
    }

    /// <summary>Notes whether a thing matches now. Called by one thread at a time.</summary>
    internal void Note(int place, RegisteredThing thing, bool isMatch)
    {
        if (isMatch ? _matching.Add(place) : _matching.Remove(place)) Write(thing, isMatch);
    }

    /// <summary>Tells again that a thing matches, if it does.</summary>
    internal void Repeat(int place, RegisteredThing thing)
    {
        if (_matching.Contains(place)) Write(thing, isMatch: true);
    }

    private void Write(RegisteredThing thing, bool isMatch) => _notices.Writer.TryWrite(new FleetNotice(thing.Name, isMatch, _written++));
}

/// <summary>One item of a <see cref="FleetFeed"/>.</summary>
/// <param name="ThingName">The thing.</param>
/// <param name="IsMatch">Whether it matches now; it does not any more when it was deleted.</param>
/// <param name="Missed">How many items were dropped before this one because the reader was slow; usually 0. After a gap, search anew and go on with the feed.</param>
public readonly record struct FleetNotice(string ThingName, bool IsMatch, long Missed);
