using System.Collections.Concurrent;
using IotConnectivity.Fleet.Violations;
using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Queries.Binding;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet;

// Violations at random, and queries that look at them.
internal sealed partial class FleetWorld
{
    private static readonly string[] ViolationLeaves =
    [
        "deviceDefender.violationCount:0", "deviceDefender.violationCount>0", "deviceDefender.violationCount:[1 TO 2}", "deviceDefender.violationCount:*", "deviceDefender.watch.*.inViolation:true",
        "deviceDefender.*.off5.inViolation:true", "deviceDefender.*.*.inViolation:true", "deviceDefender.Watch.off5.inViolation:true", "deviceDefender.watch.off30.inViolation:*", "deviceDefender.nobody.*.inViolation:true",
        "deviceDefender.*.*.metricName:aws*", "deviceDefender.watch.*.metricName:*source*", "deviceDefender.*.*.lastViolationTime>1767226500000", "deviceDefender.watch.off5.lastViolationTime:*",
        "deviceDefender.*.*.lastViolationTime<=1767226200000", "deviceDefender.*.*.lastViolationValue.count>5", "deviceDefender.watch.*.lastViolationValue.number:[5 TO 15]", "deviceDefender.*.*.lastViolationValue:192.0.2.*",
        "deviceDefender.*.*.lastViolationValue:10", "deviceDefender.*.*.lastViolationValue:[\"1\" TO \"2\"]", "true", "5", "0", "1767225600000", "192.0.2.1", "aws*",
    ];

    internal ManualTimeProvider Clock { get; } = new();

    /// <summary>Gets what things that are registered violate, and some that are deleted.</summary>
    internal ConcurrentDictionary<RegisteredThing, ThingViolations> Violations { get; } = new();

    private long NowMs => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    internal static FleetQuery AnyQueryOfViolations(Random random)
    {
        while (true)
        {
            var text = AnyTextOfViolations(random, 0);
            if (FleetQuery.TryParse(text, out var query, out _) && QueryBinder.TryBind(query, QuerySchema.Things, FleetIndex.SourcesOf(IndexingConfiguration.On), out _, out _)) return query;
        }
    }

    /// <summary>Says of a thing, or of one that is just deleted, that it violates something else. Only one thread at a time may choose it.</summary>
    internal void Violate(Random random, int number)
    {
        if (Registry.FindCell(NameOf(number)) is not { } thing) return;
        var violations = random.Next(3) == 0 ? null : AnyViolations(random);
        if (violations is null) Violations.TryRemove(thing, out _);
        else Violations[thing] = violations;
        Fleet.SetViolations(thing, violations);
    }

    private static string AnyTextOfViolations(Random random, int depth) => random.Next(depth > 2 ? 2 : 6) switch
    {
        0 or 1 => ViolationLeaves[random.Next(ViolationLeaves.Length)],
        2 => $"({AnyTextOfViolations(random, depth + 1)} AND {AnyQuery(random).Text})",
        3 => $"({AnyTextOfViolations(random, depth + 1)} OR {AnyTextOfViolations(random, depth + 1)})",
        4 => $"({AnyQuery(random).Text} OR {AnyTextOfViolations(random, depth + 1)})",
        _ => $"NOT ({AnyTextOfViolations(random, depth + 1)})",
    };

    private ThingViolations AnyViolations(Random random)
    {
        ThingViolations? all = null;
        for (var i = random.Next(4); i >= 0; i--)
        {
            var violation = new TestViolation(random.Next(2) == 0 ? "watch" : "Watch", random.Next(2) == 0 ? "off5" : "off30", NowMs - (60_000 * random.Next(10)))
            {
                IsOver = random.Next(3) == 0,
                Address = random.Next(4) == 0 ? $"192.0.2.{random.Next(3)}" : null,
            };
            all = ThingViolations.With(all, violation);
        }

        return all!;
    }
}
