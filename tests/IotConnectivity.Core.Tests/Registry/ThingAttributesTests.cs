using System.Collections;

namespace IotConnectivity.Registry;

public class ThingAttributesTests
{
    [Fact]
    public void TryCreate_AnyOrder_GivesOrdinalOrder()
    {
        var attributes = Of("b", "2", "B", "1", "a", "3");

        Assert.Equal(["B", "a", "b"], attributes.Keys);
        Assert.Equal(["1", "3", "2"], attributes.Values);
        Assert.Equal(3, attributes.Count);
        Assert.Equal(3, ((IEnumerable)attributes).Cast<KeyValuePair<string, string>>().Count());
    }

    [Fact]
    public void TryCreate_NameTwice_TheLastCounts()
    {
        KeyValuePair<string, string>[] pairs = [new("a", "1"), new("a", "2")];

        Assert.True(ThingAttributes.TryCreate(pairs, 1, "thing", out var attributes, out _));
        Assert.Equal("2", attributes["a"]);
    }

    [Fact]
    public void TryCreate_FiftyWithAType_IsTheLimit()
    {
        var fifty = Enumerable.Range(0, 50).Select(i => KeyValuePair.Create($"a{i}", "v")).ToList();

        Assert.True(ThingAttributes.TryCreate(fifty, RegistryLimits.MaxAttributesWithType, "thing", out var attributes, out _));
        Assert.Equal(50, attributes.Count);
        Assert.False(ThingAttributes.TryCreate([.. fifty, new("b", "v")], RegistryLimits.MaxAttributesWithType, "thing with a thing type", out _, out var error));
        Assert.Equal("51 attributes are too many, expected at most 50 for a thing with a thing type", error.Message);
    }

    [Fact]
    public void Create_NamesAndValues_GivesTheSameAsTheRegistry() =>
        Assert.Equal(Of("b", "2", "a", "1"), ThingAttributes.Create([new("a", "1"), new("c", ""), new("b", "2")]));

    [Fact]
    public void Create_FiftyOne_Throws()
    {
        var many = Enumerable.Range(0, 51).Select(i => KeyValuePair.Create($"a{i}", "v"));

        var exception = Assert.Throws<ArgumentException>("attributes", () => ThingAttributes.Create(many));

        Assert.StartsWith("51 attributes are too many, expected at most 50", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryCreate_NullNameOrValue_IsRefused()
    {
        Assert.False(ThingAttributes.TryCreate([new("site", null!)], 3, "thing", out var attributes, out var noValue));
        Assert.False(ThingAttributes.TryCreate([new(null!, "north")], 3, "thing", out _, out var noName));

        Assert.Null(attributes);
        Assert.Equal(new RegistryError(RegistryErrorCode.InvalidRequest, "attribute `site` has no value, expected a text, which may be empty"), noValue);
        Assert.Equal("attribute name `` is not allowed, expected 1 to 128 letters, digits or `_.,@/:#-`", noName.Message);
    }

    [Fact]
    public void TryGetValue_LooksAtNamesOnly()
    {
        var attributes = Of("a", "b", "c", "d");

        Assert.True(attributes.TryGetValue("c", out var value));
        Assert.Equal("d", value);
        Assert.True(attributes.ContainsKey("a"));
        Assert.False(attributes.ContainsKey("b"));
        Assert.False(attributes.TryGetValue("A", out _));
    }

    [Fact]
    public void Indexer_UnknownName_Throws()
    {
        var error = Assert.Throws<KeyNotFoundException>(() => ThingAttributes.Empty["a"]);

        Assert.Equal("no attribute `a`", error.Message);
    }

    [Fact]
    public void Equals_SameNamesAndValues_InAnyOrder()
    {
        var one = Of("a", "1", "b", "2");
        var same = Of("b", "2", "a", "1");

        Assert.True(one.Equals(same));
        Assert.True(one.Equals((object)same));
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.False(one.Equals(Of("a", "1", "b", "3")));
        Assert.False(one.Equals(Of("a", "1")));
        Assert.False(one.Equals((ThingAttributes?)null));
        Assert.False(one.Equals("a"));
        Assert.NotEqual(one.GetHashCode(), Of("a", "1", "b", "3").GetHashCode());
    }

    [Fact]
    public void TryCreate_Nothing_IsEmpty()
    {
        Assert.True(ThingAttributes.TryCreate([], 0, "thing", out var attributes, out var error));

        Assert.Same(ThingAttributes.Empty, attributes);
        Assert.Null(error);
    }

    private static ThingAttributes Of(params ReadOnlySpan<string> namesAndValues)
    {
        Assert.True(ThingAttributes.TryCreate(RegistryFixture.Pairs(namesAndValues), 50, "thing", out var attributes, out _));
        return attributes;
    }
}
