using IotConnectivity.Registry;

namespace IotConnectivity.Fleet.Columns;

public class FleetColumnsTests
{
    private readonly FleetColumns _columns = new(static () => []);
    private readonly RegisteredThing _thing = new("a", Guid.Empty) { Place = 0 };

    /// <summary>Attributes can have any name: those that no thing has any more must not stay, since a word is looked for in all that there are.</summary>
    [Fact]
    public void SetThing_LastThingWithAnAttribute_LeavesNoColumn()
    {
        Set(_thing, ("site", "north"), ("floor", "1"));
        Assert.Equal(["floor", "site"], _columns.AttributeNames.Order(StringComparer.Ordinal));

        Set(_thing, ("floor", "2"));
        Assert.Equal(["floor"], _columns.AttributeNames);

        Set(null);
        Assert.Empty(_columns.AttributeNames);
        Assert.Equal((0, 0), (_columns.Things.Count, _columns.Names.Count));
    }

    private void Set(RegisteredThing? thing, params (string Name, string Value)[] attributes)
    {
        Assert.True(ThingAttributes.TryCreate(attributes.Select(static pair => KeyValuePair.Create(pair.Name, pair.Value)), RegistryLimits.MaxAttributesWithType, "thing", out var made, out _));
        var added = new List<int>();
        _columns.SetThing(0, thing, thing is null ? null : new ThingData(null, made, 1), added);
        _columns.Names.Add(added);
    }
}
