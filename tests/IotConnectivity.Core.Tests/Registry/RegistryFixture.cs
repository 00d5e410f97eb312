using IotConnectivity.Indexing;
using IotConnectivity.TestKit;

namespace IotConnectivity.Registry;

/// <summary>A registry with an index of its own, and short ways to say what a test means.</summary>
internal sealed class RegistryFixture(bool registerOnFirstContact = false)
{
    internal ConnectivityIndex Index { get; } = new();

    internal ManualTimeProvider Clock { get; } = new();

    internal ThingRegistry Registry => field ??= new ThingRegistry(Index, Clock) { RegisterOnFirstContact = registerOnFirstContact };

    internal static Dictionary<string, string> Pairs(params ReadOnlySpan<string> namesAndValues)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < namesAndValues.Length; i += 2) pairs[namesAndValues[i]] = namesAndValues[i + 1];
        return pairs;
    }

    internal Thing Create(string name, params ReadOnlySpan<string> attributes)
    {
        Assert.True(Registry.TryCreate(new ThingName(name), Pairs(attributes), null, out var thing, out var error), error?.Message);
        return thing!;
    }

    internal Thing CreateOfType(string name, string typeName, params ReadOnlySpan<string> attributes)
    {
        Assert.True(Registry.TryCreate(new ThingName(name), Pairs(attributes), typeName, out var thing, out var error), error?.Message);
        return thing!;
    }

    internal ThingType CreateType(string name, string? description = null, params string[] searchable)
    {
        Assert.True(Registry.Types.TryCreate(name, description, searchable, out var type, out var error), error?.Message);
        return type!;
    }

    internal void Deprecate(string typeName) => Assert.True(Registry.Types.TryDeprecate(typeName, out var error), error?.Message);

    internal RegistryError FailsToCreate(string name, IEnumerable<KeyValuePair<string, string>> attributes)
    {
        Assert.False(Registry.TryCreate(new ThingName(name), attributes, null, out _, out var error));
        return error;
    }

    internal Thing Update(string name, ThingUpdate update)
    {
        Assert.True(Registry.TryUpdate(name, update, out var thing, out var error), error?.Message);
        return thing;
    }

    internal RegistryError FailsToUpdate(string name, ThingUpdate update)
    {
        Assert.False(Registry.TryUpdate(name, update, out var thing, out var error));
        Assert.Null(thing);
        return error;
    }

    internal ThingPage List(ThingFilter? filter = null, int maxResults = 250, string? token = null)
    {
        Assert.True(Registry.TryList(filter ?? new ThingFilter(), maxResults, token, out var page, out var error), error?.Message);
        return page;
    }

    internal RegistryError FailsToList(ThingFilter? filter = null, int maxResults = 250, string? token = null)
    {
        Assert.False(Registry.TryList(filter ?? new ThingFilter(), maxResults, token, out var page, out var error));
        Assert.Null(page);
        return error;
    }

    /// <summary>Reads all pages to the end and gives the names in the order of the list.</summary>
    internal List<string> ListAll(ThingFilter? filter = null, int pageSize = 250)
    {
        var names = new List<string>();
        string? token = null;
        do
        {
            var page = List(filter, pageSize, token);
            Assert.InRange(page.Things.Count, 0, pageSize);
            names.AddRange(page.Things.Select(thing => thing.Name));
            token = page.NextToken;
        }
        while (token is not null);
        return names;
    }
}
