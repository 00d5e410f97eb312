using System.Reflection;

namespace IotConnectivity.Diagnostics;

public class EventIdsTests
{
    [Fact]
    public void EventIds_AreUnique()
    {
        var ids = typeof(EventIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!).ToList();

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }
}
