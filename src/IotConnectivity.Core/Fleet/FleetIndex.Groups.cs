using System.Collections.Concurrent;
using IotConnectivity.Fleet.Filters;
using IotConnectivity.Fleet.Groups;
using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Queries.Binding;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

// Dynamic groups: who matches is a member, up to ten groups for each thing, and of those for which there is no room the older ones come first.
public sealed partial class FleetIndex
{
    private const QuerySources AllSources = QuerySources.Registry | QuerySources.Connectivity | QuerySources.DeviceDefender;

    private readonly ConcurrentQueue<RegisteredGroup> _changedGroups = new();

    // How many have ever left the queue. Written under the write lock.
    private long _takenGroups;

    // INVARIANT: the oldest first. Written under the write lock.
    private readonly List<DynamicGroup> _groups = [];

    // AWS IoT Developer Guide, "Dynamic thing groups": what they look at cannot be switched off while they exist.
    private string? RefuseToLoseGroups(IndexingConfiguration configuration)
    {
        foreach (var group in _registry.Groups.All())
        {
            if (group.Data.Query is not { } query || !FleetQuery.TryParse(query.QueryString, out var parsed, out _)) continue;
            if (Fits(parsed, _indexing.Current) && !Fits(parsed, configuration))
            {
                return $"dynamic thing group {group.Name} looks at what would not be indexed any more, expected it to be deleted before";
            }
        }

        return null;
    }

    private static bool Fits(FleetQuery query, IndexingConfiguration configuration) =>
        configuration.ThingIndexingMode != ThingIndexingMode.Off && QueryBinder.TryBind(query, QuerySchema.Things, SourcesOf(configuration), out _, out _);

    private void TakeGroups(long until)
    {
        // Before the start nothing may be complete yet.
        if (_thread is null) return;
        while (_takenGroups < until && _changedGroups.TryDequeue(out var group))
        {
            _takenGroups++;
            var known = _groups.Find(other => other.Group == group);
            if (group.IsDeleted || group.Data.Query is not { } query)
            {
                if (known is not null) _groups.Remove(known);
            }
            else if (known?.QueryString != query.QueryString)
            {
                if (known is not null) _groups.Remove(known);
                Build(group, query.QueryString);
            }
            else
            {
                _registry.Groups.SetActive(group, query.QueryString);
            }
        }
    }

    private void Build(RegisteredGroup group, string queryString)
    {
        // What the group was created with was checked, and what it looks at cannot be switched off while it exists.
        if (!FleetQuery.TryParse(queryString, out var query, out _) || !QueryBinder.TryBind(query, QuerySchema.Things, AllSources, out var bound, out _)) return;
        var built = new DynamicGroup(group, queryString, new StandingQuery(bound, _columns));
        var older = _groups.FindIndex(other => group.IsOlderThan(other.Group));
        _groups.Insert(older < 0 ? _groups.Count : older, built);

        // Whoever was stored as a member and still matches is in it already, and is not told again.
        FillAnew(group, Matches.Find(built.Query.Filter, _columns, CancellationToken.None));
        _registry.Groups.SetActive(group, queryString);
    }

    private void FillAnew(RegisteredGroup group, Matches matches)
    {
        for (var place = PlaceSet.Next([group.Members], 0); place >= 0; place = PlaceSet.Next([group.Members], place + 1))
        {
            if (!matches.Contains(place) && _columns.Things[place] is { } thing) Leave(thing, group);
        }

        foreach (var place in matches.All()) _registry.Groups.TryJoin(_columns.Things[place]!, group);
    }

    private void Evaluate(int place, RegisteredThing thing, QuerySources changed)
    {
        foreach (var group in _groups)
        {
            if (!group.Query.LooksAt(changed)) continue;
            Evaluations++;
            if (!group.Query.Filter.Matches(place)) Leave(thing, group.Group);
            else if (Array.IndexOf(thing.Groups, group.Group) < 0) _registry.Groups.TryJoin(thing, group.Group);
        }

        foreach (var feed in Volatile.Read(ref _feeds))
        {
            if (!feed.Query.LooksAt(changed)) continue;
            Evaluations++;
            feed.Note(place, thing, feed.Query.Filter.Matches(place));
        }
    }

    private void Leave(RegisteredThing thing, RegisteredGroup group)
    {
        // Leaving marks the thing, so that a group for which there was no room before gets its turn.
        if (Array.IndexOf(thing.Groups, group) >= 0) _registry.Groups.Leave(thing, group);
    }

    private void Forget(int place, RegisteredThing before)
    {
        var feeds = Volatile.Read(ref _feeds);
        if (feeds.Length == 0) return;

        // RACE: made anew at another place and taken in there before this, it has the last word.
        var next = _registry.FindCell(before.Name) is { } other && other != before && _columns.Things[other.Place] == other ? other : null;
        foreach (var feed in feeds)
        {
            feed.Note(place, before, isMatch: false);
            if (next is not null) feed.Repeat(next.Place, next);
        }
    }
}
