using System.Text;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

/// <summary>Thing types and a store.</summary>
public class JournaledTypeTests
{
    [Fact]
    public async Task FlushAsync_Types_ComeBackAsTheyWere()
    {
        await using var first = await JournaledIndex.OpenAsync();
        Create(first, "pump", "moves water – ⚡", "site", "model");
        Create(first, "lamp");
        Assert.True(first.Registry.Types.TryDeprecate("pump", out _));
        Assert.True(first.Registry.TryCreate(new ThingName("lamp-1"), null, "lamp", out _, out _));
        await first.FlushAsync();

        await using var next = await JournaledIndex.OpenAsync(first.Store);

        foreach (var name in (string[])["pump", "lamp"])
        {
            var (before, after) = (first.Registry.Types.Find(name)!, next.Registry.Types.Find(name)!);
            Assert.Equal(before with { SearchableAttributes = [] }, after with { SearchableAttributes = [] });
            Assert.Equal(before.SearchableAttributes, after.SearchableAttributes);
        }

        Assert.Equal(2, next.Registry.Types.Count);
        Assert.Equal("lamp", next.Registry.Find("lamp-1")!.TypeName);
        Assert.True(next.Registry.Types.TryDeprecate("lamp", out _));
        next.Clock.Advance(RegistryLimits.MinDeprecation);
        Assert.False(next.Registry.Types.TryDelete("lamp", out _));
    }

    [Fact]
    public async Task FlushAsync_DeletedType_IsGoneAndMayBeMadeAnew()
    {
        await using var first = await JournaledIndex.OpenAsync();
        Create(first, "pump");
        Create(first, "lamp");
        await first.FlushAsync();
        Delete(first, "pump");
        Delete(first, "lamp");
        Create(first, "lamp", "anew");
        await first.FlushAsync();

        await using var next = await JournaledIndex.OpenAsync(first.Store);

        Assert.Null(next.Registry.Types.Find("pump"));
        Assert.Equal(first.Registry.Types.Find("lamp")!.Id, next.Registry.Types.Find("lamp")!.Id);
        Assert.Equal("anew", next.Registry.Types.Find("lamp")!.Description);
    }

    [Fact]
    public async Task OpenAsync_TypeThatTheProgramMadeBefore_IsStoredUnlessThereIsOne()
    {
        await using var first = await JournaledIndex.OpenAsync();
        Create(first, "pump", "stored");
        await first.FlushAsync();

        await using var next = JournaledIndex.Make(first.Store);
        Create(next, "pump", "early");
        Create(next, "lamp");
        Assert.True(next.Registry.TryCreate(new ThingName("pump-1"), null, "pump", out _, out _));
        await next.Journal.OpenAsync(TestContext.Current.CancellationToken);
        await next.FlushAsync();

        Assert.Equal("stored", next.Registry.Types.Find("pump")!.Description);
        await using var last = await JournaledIndex.OpenAsync(first.Store);
        Assert.Equal("stored", last.Registry.Types.Find("pump")!.Description);
        Assert.Equal(next.Registry.Types.Find("lamp")!.Id, last.Registry.Types.Find("lamp")!.Id);
        Assert.Equal("pump", last.Registry.Find("pump-1")!.TypeName);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"Id":"6f1c2a9b-4c0b-4a2c-9f1f-0c1f7c55aa01","SearchableAttributes":null,"CreatedAtMs":1}""")]
    [InlineData("""{"Id":"6f1c2a9b-4c0b-4a2c-9f1f-0c1f7c55aa01","SearchableAttributes":[],"CreatedAtMs":9223372036854775807}""")]
    public async Task OpenAsync_TypeThatCannotBeRead_IsRefused(string document)
    {
        var store = new ScriptedStore();
        store.Settings["thing-type/pump"] = Encoding.UTF8.GetBytes(document);
        await using var journaled = JournaledIndex.Make(store);

        var exception = await Assert.ThrowsAsync<StoreException>(() => journaled.Journal.OpenAsync(TestContext.Current.CancellationToken));

        Assert.Equal(StoreFault.Damaged, exception.Fault);
        Assert.StartsWith("the stored `thing-type/pump` cannot be used: ", exception.Message, StringComparison.Ordinal);
    }

    private static void Create(JournaledIndex journaled, string name, string? description = null, params string[] searchable) =>
        Assert.True(journaled.Registry.Types.TryCreate(name, description, searchable, out _, out var error), error?.Message);

    private static void Delete(JournaledIndex journaled, string name)
    {
        Assert.True(journaled.Registry.Types.TryDeprecate(name, out _));
        journaled.Clock.Advance(RegistryLimits.MinDeprecation);
        Assert.True(journaled.Registry.Types.TryDelete(name, out var error), error?.Message);
    }
}
