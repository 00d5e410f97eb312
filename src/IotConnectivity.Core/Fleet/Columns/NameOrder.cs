using System.Runtime.InteropServices;

namespace IotConnectivity.Fleet.Columns;

/// <summary>The places of all things in the order of the things' names: without regard to case, and ordinally where that makes no difference.</summary>
/// <remarks>
/// A list of short sorted runs: finding is two binary searches, a change moves at most one run. Five to eight bytes for each thing. Written by one thread while nobody reads.
/// </remarks>
internal sealed class NameOrder(ThingTable things)
{
    internal const int MaxRun = 512;

    // Runs made at once are not quite full, so that the next change does not split each.
    private const int MadeRun = 448;

    // One name in so many. Names are looked at in their order, which is no order in memory.
    private const int RareShare = 16;

    private readonly List<Run> _runs = [];

    /// <summary>Gets the number of places.</summary>
    internal int Count { get; private set; }

    /// <summary>Compares names as this order does.</summary>
    internal static int Compare(string left, string right) =>
        string.Compare(left, right, StringComparison.OrdinalIgnoreCase) is not 0 and var order ? order : string.CompareOrdinal(left, right);

    /// <summary>Adds places whose things are in the table and not in this order.</summary>
    internal void Add(List<int> places)
    {
        if (places.Count == 0) return;
        var sorted = places.ToArray();
        Array.Sort(sorted.Select(NameAt).ToArray(), sorted, Comparer<string>.Create(Compare));

        // One by one a change costs a search and moves half a run; all at once it costs a comparison for each place that there is.
        if (sorted.Length < Count / 16)
        {
            foreach (var place in sorted) Insert(place);
        }
        else
        {
            Merge(sorted);
        }
    }

    /// <summary>Takes a place out whose thing is still in the table.</summary>
    internal void Remove(int place)
    {
        var name = NameAt(place);
        bool IsBefore(string other) => Compare(other, name) < 0;
        var run = RunOf(IsBefore);
        var i = Find(_runs[run], IsBefore);

        // RACE: a thing that was deleted and made anew can be here twice until its old place is looked at.
        for (; i == _runs[run].Count || _runs[run].Items[i] != place; i++)
        {
            // It begins the run after the last that begins before it.
            if (i == _runs[run].Count) (run, i) = (run + 1, -1);
            else if (Compare(NameAt(_runs[run].Items[i]), name) != 0) run = _runs.Count;
            if (run == _runs.Count) throw new InvalidOperationException($"thing `{name}` is not where its name belongs");
        }

        _runs[run].RemoveAt(i);
        if (_runs[run].Count == 0) _runs.RemoveAt(run);
        Count--;
    }

    /// <summary>Enumerates the places of the things whose names begin with a text, whatever its case.</summary>
    /// <param name="prefix">The text; empty for all.</param>
    /// <param name="after">Only things after this name.</param>
    internal IEnumerable<int> Beginning(string prefix, string? after = null)
    {
        var isInside = after is not null && string.Compare(after, prefix, StringComparison.OrdinalIgnoreCase) >= 0;
        foreach (var place in Walk(name => isInside ? Compare(name, after!) <= 0 : string.Compare(name, prefix, StringComparison.OrdinalIgnoreCase) < 0))
        {
            if (!NameAt(place).StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) yield break;
            yield return place;
        }
    }

    /// <summary>Says whether so few names begin with a text that to look at those is quicker than to look at all things.</summary>
    internal bool IsRare(string prefix) => prefix.Length > 0 && MostBeginning(prefix) <= Count / RareShare;

    /// <summary>Gets an upper bound of how many names begin with a text: exact within one run, and not far above it while runs are full. Two binary searches.</summary>
    internal int MostBeginning(string prefix)
    {
        if (_runs.Count == 0) return 0;
        bool IsBefore(string name) => string.Compare(name, prefix, StringComparison.OrdinalIgnoreCase) < 0;
        bool IsNotBehind(string name) => IsBefore(name) || name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
        var (first, last) = (RunOf(IsBefore), RunOf(IsNotBehind));
        return first == last ? Find(_runs[last], IsNotBehind) - Find(_runs[first], IsBefore) : Math.Min(Count, (last - first + 1) * MaxRun);
    }

    private IEnumerable<int> Walk(Predicate<string> isBefore)
    {
        if (_runs.Count == 0) yield break;
        var run = RunOf(isBefore);
        for (var i = Find(_runs[run], isBefore); run < _runs.Count; run++, i = 0)
        {
            for (; i < _runs[run].Count; i++) yield return _runs[run].Items[i];
        }
    }

    private string NameAt(int place) => things[place]!.Name;

    // The last run that begins before, or the first.
    private int RunOf(Predicate<string> isBefore)
    {
        var (low, high) = (0, _runs.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (isBefore(NameAt(_runs[middle].Items[0]))) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    // How many places of a run come before.
    private int Find(Run run, Predicate<string> isBefore)
    {
        var (low, high) = (0, run.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isBefore(NameAt(run.Items[middle]))) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void Insert(int place)
    {
        Count++;
        var name = NameAt(place);
        bool IsBefore(string other) => Compare(other, name) < 0;
        var number = RunOf(IsBefore);
        var run = _runs[number];
        var i = Find(run, IsBefore);
        if (run.Count == MaxRun)
        {
            // Names that count up are always added at the end: there the run stays full.
            var isAtEnd = i == MaxRun && number == _runs.Count - 1;
            var rest = new Run(isAtEnd ? [place] : run.TakeFrom(MaxRun / 2));
            _runs.Insert(number + 1, rest);
            if (isAtEnd) return;
            if (i > run.Count) (run, i) = (rest, i - run.Count);
        }

        run.InsertAt(i, place);
    }

    private void Merge(int[] sorted)
    {
        var merged = new List<int>(Count + sorted.Length);
        var next = 0;
        foreach (var place in Walk(static _ => false))
        {
            for (var name = NameAt(place); next < sorted.Length && Compare(NameAt(sorted[next]), name) < 0; next++) merged.Add(sorted[next]);
            merged.Add(place);
        }

        merged.AddRange(sorted.AsSpan(next));
        _runs.Clear();
        Count = merged.Count;
        for (var all = CollectionsMarshal.AsSpan(merged); !all.IsEmpty;)
        {
            var length = Math.Min(MadeRun, all.Length);
            _runs.Add(new Run(all[..length]));
            all = all[length..];
        }
    }

    private sealed class Run
    {
        internal Run(ReadOnlySpan<int> items)
        {
            Items = new int[MaxRun];
            items.CopyTo(Items);
            Count = items.Length;
        }

        internal int[] Items { get; }

        internal int Count { get; private set; }

        internal void InsertAt(int i, int place)
        {
            Items.AsSpan(i, Count - i).CopyTo(Items.AsSpan(i + 1));
            Items[i] = place;
            Count++;
        }

        internal void RemoveAt(int i)
        {
            Items.AsSpan(i + 1, Count - i - 1).CopyTo(Items.AsSpan(i));
            Count--;
        }

        internal ReadOnlySpan<int> TakeFrom(int i)
        {
            var rest = Items.AsSpan(i, Count - i);
            Count = i;
            return rest;
        }
    }
}
