using IotConnectivity.Fleet.Columns;

namespace IotConnectivity.Fleet.Filters;

/// <summary>Finds the next few matching things in the order of their names.</summary>
internal sealed class PageFinder(FleetColumns columns)
{
    // Looking at things one after the other is quickest when many match or few can.
    private const int FewSteps = 4096;

    // When fewer than one thing in so many matches, sorting those is quicker than looking for them.
    private const int Sparse = 64;

    /// <summary>Finds a page.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="after">The name after which to begin; <see langword="null"/> for the first page.</param>
    /// <param name="count">How many things at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Their places.</returns>
    internal List<int> Find(Filter filter, string? after, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var page = new List<int>(Math.Min(count, 256));
        var prefix = filter.NamePrefix;
        using var names = columns.Names.Beginning(prefix, after).GetEnumerator();
        var isMore = true;
        if (IsLikely(filter, prefix, count))
        {
            for (var steps = 0; steps < FewSteps && page.Count < count && (isMore = names.MoveNext()); steps++)
            {
                if (filter.Matches(names.Current) && IsThere(names.Current)) page.Add(names.Current);
            }

            if (!isMore || page.Count == count) return page;
            after = NameAt(names.Current);
        }

        var matches = Matches.Find(filter, columns, cancellationToken);
        if (matches.Count <= columns.Things.Count / Sparse) return [.. page, .. FirstOf(matches.All(), after, count - page.Count)];
        while (page.Count < count && names.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (matches.Contains(names.Current) && IsThere(names.Current)) page.Add(names.Current);
        }

        return page;
    }

    private string NameAt(int place) => columns.Things[place]!.Name;

    // RACE: one that was deleted and made anew can be in the index twice until its old place is looked at.
    private bool IsThere(int place) => columns.Things[place]!.Data.Version > 0;

    // Whether enough of the names that come up are expected to match, or there are no more of them.
    private bool IsLikely(Filter filter, string prefix, int count)
    {
        var names = prefix.Length == 0 ? columns.Names.Count : columns.Names.MostBeginning(prefix);
        return names <= FewSteps || (long)filter.MostMatches(columns.Things.Count) * FewSteps >= (long)count * names;
    }

    private IEnumerable<int> FirstOf(IEnumerable<int> places, string? after, int count)
    {
        // The greatest name first, so that it is the one to go when there is one too many.
        var first = new PriorityQueue<int, string>(Comparer<string>.Create(static (left, right) => NameOrder.Compare(right, left)));
        foreach (var place in places)
        {
            var name = NameAt(place);
            if ((after is not null && NameOrder.Compare(name, after) <= 0) || !IsThere(place)) continue;
            if (first.Count < count) first.Enqueue(place, name);
            else first.EnqueueDequeue(place, name);
        }

        return first.UnorderedItems.OrderBy(static item => item.Priority, Comparer<string>.Create(NameOrder.Compare)).Select(static item => item.Element);
    }
}
