using IotConnectivity.Fleet.Columns;
using IotConnectivity.Fleet.Violations;
using IotConnectivity.Queries.Conditions;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Fleet.Filters;

/// <summary>Looks at the things that have violations, of which there are few, and knows the answer for all others.</summary>
/// <param name="columns">The columns.</param>
/// <param name="momentMs">The moment whose last values are compared; <see langword="null"/> for the one at which a standing query is asked.</param>
internal abstract class ViolationFilter(FleetColumns columns, long? momentMs) : Filter
{
    internal override int Cost => 5;

    private protected long MomentMs => momentMs ?? columns.NowMs;

    internal override int MostMatches(int things) => Matches(null) ? things : Math.Min(things, columns.Violations.Count);

    internal override void Narrow(int chunk, Span<ulong> bits)
    {
        Span<ulong> known = stackalloc ulong[Places.ChunkWords];
        known.Clear();
        columns.Violations.AddTo(chunk, known);
        var isOther = Matches(null);
        for (var word = 0; word < bits.Length; word++)
        {
            var others = isOther ? bits[word] & ~known[word] : 0;
            bits[word] &= known[word];
            known[word] = others;
        }

        NarrowOneByOne(chunk, bits);
        for (var word = 0; word < bits.Length; word++) bits[word] |= known[word];
    }

    internal override bool Matches(int place) => Matches(columns.Violations[place]);

    private protected abstract bool Matches(ThingViolations? violations);
}

/// <summary><c>deviceDefender.violationCount</c>, which is 0 for a thing of which nothing is known.</summary>
internal sealed class ViolationCountFilter(FleetColumns columns, ValueCondition condition) : ViolationFilter(columns, momentMs: null)
{
    private protected override bool Matches(ThingViolations? violations) => condition.Matches([], violations?.Count ?? 0);
}

/// <summary>What is known of one behaviour or of several; one that matches is enough.</summary>
internal sealed class BehaviorFilter(FleetColumns columns, ViolationField field, ValueCondition condition, long? momentMs) : ViolationFilter(columns, momentMs)
{
    private protected override bool Matches(ThingViolations? violations)
    {
        if (violations is null) return false;
        foreach (var violation in violations.All)
        {
            if (ViolationValues.IsOf(violation, field) && Matches(violation)) return true;
        }

        return false;
    }

    private bool Matches(BehaviorViolation violation) => field.Part switch
    {
        ViolationPart.InViolation => condition.Matches(violation.InViolation ? BooleanCondition.TrueText : BooleanCondition.FalseText, null),
        ViolationPart.MetricName => condition.Matches(violation.Metric, null),

        // Of fields of numbers nobody asks for texts.
        ViolationPart.LastViolationTime => condition.Matches([], violation.Last(MomentMs).TimeMs),
        ViolationPart.LastViolationNumber => violation.Last(MomentMs).Count is { } count && condition.Matches([], count),
        _ => AnyMatches(ViolationValues.Texts(violation.Last(MomentMs))),
    };

    private bool AnyMatches(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            if (condition.Matches(text, null)) return true;
        }

        return false;
    }
}

/// <summary>A term without a field, looked for in all that is known of a thing's violations.</summary>
internal sealed class AnyViolationFilter(FleetColumns columns, ValueCondition condition, long? momentMs) : ViolationFilter(columns, momentMs)
{
    private protected override bool Matches(ThingViolations? violations)
    {
        foreach (var value in ViolationValues.All(violations, MomentMs))
        {
            if (condition.Matches(value.Text, value.Number)) return true;
        }

        return false;
    }
}
