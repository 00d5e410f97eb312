using IotConnectivity.Fleet.Aggregations;
using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet;

/// <summary>Aggregations of every field give what asking each thing for its values gives.</summary>
public class FleetAggregationPropertyTests
{
    private static readonly IndexField[] Custom =
        [new("attributes.a", IndexFieldType.String), new("attributes.b", IndexFieldType.Number), new("attributes.c", IndexFieldType.Boolean), new("attributes.nobody", IndexFieldType.Number)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Aggregations_OfEveryField_AreThoseOfTheThings()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(30); round++)
        {
            using var world = new FleetWorld();
            Assert.True(world.Switch.TryChange(static old => old with { CustomFields = Custom }, out var error), error);
            for (var step = 0; step < 8; step++)
            {
                for (var i = random.Next(100); i > 0; i--) world.Change(random, random.Next(FleetWorld.Names));
                var query = random.Next(3) == 0 ? FleetQuery.Parse("*") : FleetWorld.AnyQuery(random);
                foreach (var field in world.Switch.Current.ManagedFields.Concat(Custom)) AssertAggregates(world, query, field, random);
            }
        }
    }

    private static void AssertAggregates(FleetWorld world, FleetQuery query, IndexField field, Random random)
    {
        var things = world.Ask(query);
        var values = things.SelectMany(thing => ValuesOf(thing, field)).ToList();
        var keys = values.CountBy(static value => value.Text).OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => new FieldBucket(pair.Key, pair.Value)).ToList();
        var most = 1 + random.Next(5);

        var buckets = world.Fleet.GetBuckets(query, field.Name, most, Cancel);
        var statistics = world.Fleet.GetStatistics(query, field.Name, Cancel);

        Assert.Equal((query.Text, field.Name, things.Count), (query.Text, field.Name, buckets.TotalCount));
        Assert.Equal((query.Text, field.Name, string.Join(' ', keys.Take(most))), (query.Text, field.Name, string.Join(' ', buckets.Buckets)));
        Assert.Equal((query.Text, field.Name, keys.Count), (query.Text, field.Name, world.Fleet.GetCardinality(query, field.Name, Cancel)));
        Assert.Equal((query.Text, field.Name, values.Count), (query.Text, field.Name, statistics.Count));
        Assert.Equal(field.Type == IndexFieldType.String || values.Count == 0, statistics.Sum is null);
        if (field.Type == IndexFieldType.String) return;
        Assert.Equal(values.Sum(static value => value.Number), statistics.Sum ?? 0);
        if (field.Type == IndexFieldType.Number) Assert.Equal(values.Count == 0 ? [] : [values.Min(static value => value.Number), values.Max(static value => value.Number)], world.Fleet.GetPercentiles(query, field.Name, [0, 100], Cancel).Select(static percentile => (double?)percentile.Value));
    }

    /// <summary>Gets the values of the field's type, numbers in their shortest form.</summary>
    private static IEnumerable<FieldValue> ValuesOf(RegisteredThing thing, IndexField field)
    {
        if (field.Name == FleetIndex.DefaultField) return [new FieldValue($"{thing.Data.Version}", thing.Data.Version)];
        var name = field.Name.StartsWith("registry.", StringComparison.Ordinal) ? field.Name["registry.".Length..] : field.Name;
        var values = QuerySchema.Things.Find(name) is { } found ? new ThingDocument(thing).Values(found) : [];
        return field.Type switch
        {
            IndexFieldType.Number => values.Where(static value => value.Number is not null).Select(static value => new FieldValue(FormattableString.Invariant($"{value.Number}"), value.Number)),
            IndexFieldType.Boolean => values.Where(static value => value.Text is "true" or "false").Select(static value => value with { Number = value.Text == "true" ? 1 : 0 }),
            _ => values,
        };
    }
}
