namespace IotConnectivity.Detect.Detector;

/// <summary>What truly happened to a thing: it came, it left, another connection took its client id. In the order of time.</summary>
internal sealed record TrueOutages(IReadOnlyList<TrueOutages.Turn> Turns)
{
    internal enum Kind
    {
        Present,
        Away,
        TakenOver,
    }

    internal static TrueOutages Any(Random random)
    {
        var turns = new List<Turn>();
        var at = 1_700_000_100_000L + Span(random);
        for (var i = random.Next(1, 14); i > 0; i--)
        {
            turns.Add(new Turn(at, Kind.Present));
            at += Span(random);
            turns.Add(new Turn(at, random.Next(6) == 0 ? Kind.TakenOver : Kind.Away));
            at += Span(random);
        }

        if (random.Next(2) == 0) turns.Add(new Turn(at, Kind.Present));
        return new TrueOutages(turns);
    }

    /// <summary>Gets what a record tells after the first so many turns.</summary>
    internal Outage After(int count)
    {
        if (count == 0) return Outage.Unknown;
        var last = Turns[count - 1];
        return last.What switch
        {
            Kind.Present => new Outage(last.AtMs, BehaviorRule.Never),
            Kind.Away => new Outage(Turns[count - 2].AtMs, last.AtMs),
            _ => new Outage(Turns[count - 2].AtMs, BehaviorRule.Never),
        };
    }

    // Whole minutes often, so that borders are met; seldom so short that nobody sees it.
    private static long Span(Random random) => random.Next(4) switch
    {
        0 => random.Next(1, 60_000),
        1 => random.Next(1, 9) * 300_000L,
        2 => random.Next(1, 40) * 60_000L,
        _ => random.Next(1, 3_000_000),
    };

    internal readonly record struct Turn(long AtMs, Kind What);
}
