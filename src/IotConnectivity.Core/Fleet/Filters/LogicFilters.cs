using IotConnectivity.Fleet.Columns;

namespace IotConnectivity.Fleet.Filters;

/// <summary>Every thing, or none.</summary>
internal sealed class ConstantFilter(bool matches) : Filter
{
    internal override int Cost => 0;

    internal override int MostMatches(int things) => matches ? things : 0;

    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        if (!matches) bits.Clear();
    }

    internal override bool Matches(int place) => matches;
}

/// <summary>Things that match all parts; the cheapest part is asked first.</summary>
internal sealed class AndFilter(IReadOnlyCollection<Filter> parts) : Filter
{
    private readonly Filter[] _parts = [.. parts.OrderBy(static part => part.Cost)];

    internal override string NamePrefix { get; } = parts.Select(static part => part.NamePrefix).MaxBy(static prefix => prefix.Length) ?? string.Empty;

    internal override int Cost => _parts.Sum(static part => part.Cost);

    internal override void Prepare()
    {
        foreach (var part in _parts) part.Prepare();
    }

    internal override int MostMatches(int things) => _parts.Min(part => part.MostMatches(things));

    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        foreach (var part in _parts)
        {
            part.Narrow(chunk, bits);
            if (!bits.ContainsAnyExcept(0UL)) return;
        }
    }

    internal override bool Matches(int place)
    {
        foreach (var part in _parts)
        {
            if (!part.Matches(place)) return false;
        }

        return true;
    }
}

/// <summary>Things that match at least one part.</summary>
internal sealed class OrFilter(IReadOnlyCollection<Filter> parts) : Filter
{
    private readonly Filter[] _parts = [.. parts.OrderBy(static part => part.Cost)];

    internal override int Cost => _parts.Sum(static part => part.Cost);

    internal override void Prepare()
    {
        foreach (var part in _parts) part.Prepare();
    }

    internal override int MostMatches(int things) => (int)Math.Min(things, _parts.Sum(part => (long)part.MostMatches(things)));

    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        Span<ulong> open = stackalloc ulong[Places.ChunkWords];
        Span<ulong> part = stackalloc ulong[Places.ChunkWords];
        bits.CopyTo(open);
        foreach (var filter in _parts)
        {
            open.CopyTo(part);
            filter.Narrow(chunk, part);

            // What matches one part need not be asked of the others.
            for (var i = 0; i < open.Length; i++) open[i] &= ~part[i];
            if (!open.ContainsAnyExcept(0UL)) return;
        }

        for (var i = 0; i < bits.Length; i++) bits[i] &= ~open[i];
    }

    internal override bool Matches(int place)
    {
        foreach (var part in _parts)
        {
            if (part.Matches(place)) return true;
        }

        return false;
    }
}

/// <summary>Things that do not match.</summary>
internal sealed class NotFilter(Filter part) : Filter
{
    internal override int Cost => part.Cost;

    internal override void Prepare() => part.Prepare();

    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        Span<ulong> matching = stackalloc ulong[Places.ChunkWords];
        bits.CopyTo(matching);
        part.Narrow(chunk, matching);
        for (var i = 0; i < bits.Length; i++) bits[i] &= ~matching[i];
    }

    internal override bool Matches(int place) => !part.Matches(place);
}
