using IotConnectivity.Indexing;
using IotConnectivity.Queries;
using IotConnectivity.Registry;

namespace IotConnectivity.Fleet;

/// <summary>The name of a type is a text, and only an attribute is also a number where it looks like one.</summary>
public class ThingTypeNameTests
{
    [Theory]
    [InlineData("thingTypeName:[\"1\" TO \"5\"]", 1)]
    [InlineData("thingTypeName:[1 TO 5]", 0)]
    [InlineData("thingTypeName > 2", 0)]
    [InlineData("thingTypeName:3", 1)]
    [InlineData("3e0", 0)]
    [InlineData("3", 1)]
    public void Count_TypeThatLooksLikeANumber_IsAText(string query, int expected)
    {
        var index = new ConnectivityIndex();
        var registry = new ThingRegistry(index);
        using var fleet = new FleetIndex(registry, index, new IndexingSwitch(index));
        Assert.True(registry.Types.TryCreate("3", null, null, out _, out _));
        Assert.True(registry.TryCreate(new ThingName("t1"), null, "3", out _, out _));

        Assert.Equal(expected, fleet.Count(FleetQuery.Parse(query), TestContext.Current.CancellationToken));
    }
}
