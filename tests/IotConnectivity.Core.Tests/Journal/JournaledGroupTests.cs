using System.Text;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

/// <summary>Thing groups and a store.</summary>
public class JournaledGroupTests
{
    private static readonly ThingGroupQuery Query = new("AWS_Things", "thingName:*", "2017-09-30", ThingGroupStatus.Active);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FlushAsync_GroupsAndMembers_ComeBackAsTheyWere()
    {
        await using var first = await JournaledIndex.OpenAsync();
        Create(first, "root", null, "alles – ⚡", "zone", "n");
        Create(first, "a-child", "root");
        Create(first, "leaf", "a-child");
        Create(first, "other");
        Assert.True(first.Registry.Groups.TryUpdate("other", new ThingGroupUpdate { Description = "second" }, out _, out _));
        foreach (var name in (string[])["t1", "t2", "t3"]) first.Create(name);
        Add(first, "leaf", "t1");
        Add(first, "other", "t1");
        Add(first, "other", "t2");
        await first.FlushAsync();

        await using var next = await JournaledIndex.OpenAsync(first.Store);

        foreach (var name in (string[])["root", "a-child", "leaf", "other"])
        {
            var (before, after) = (first.Registry.Groups.Find(name)!, next.Registry.Groups.Find(name)!);
            Assert.Equal(before with { Ancestors = [] }, after with { Ancestors = [] });
            Assert.Equal(before.Ancestors, after.Ancestors);
        }

        Assert.Equal(["leaf", "other"], GroupsOf(next, "t1"));
        Assert.Equal(["other"], GroupsOf(next, "t2"));
        Assert.Empty(GroupsOf(next, "t3"));
        Assert.Equal(["t1"], MembersOf(next, "root"));
        Assert.False(next.Registry.Groups.TryDelete("root", null, out _));
        Assert.False(next.Registry.Groups.TryAdd("root", "t1", out _));
    }

    [Fact]
    public async Task FlushAsync_DeletedGroup_LeavesNothingToWriteInItsMembers()
    {
        await using var first = await JournaledIndex.OpenAsync();
        Create(first, "north");
        first.Create("t1");
        Add(first, "north", "t1");
        await first.FlushAsync();
        var things = 0;
        first.Store.BeforeCommit = batch =>
        {
            things += batch.Things.Count;
            return Task.CompletedTask;
        };

        Assert.True(first.Registry.Groups.TryDelete("north", null, out _));
        Create(first, "north", null, "anew");
        await first.FlushAsync();

        Assert.Equal(0, things);
        await using var next = await JournaledIndex.OpenAsync(first.Store);
        Assert.Empty(GroupsOf(next, "t1"));
        Assert.Empty(MembersOf(next, "north"));
        Assert.Equal("anew", next.Registry.Groups.Find("north")!.Description);
        Assert.True(next.Registry.Groups.TryDelete("north", null, out _));
        await next.FlushAsync();
        await using var last = await JournaledIndex.OpenAsync(first.Store);
        Assert.Equal(0, last.Registry.Groups.Count);
    }

    [Fact]
    public async Task DisposeAsync_DynamicGroup_ComesBackWithItsMembers()
    {
        await using var first = await JournaledIndex.OpenAsync();
        first.Create("t1");
        Create(first, "north");
        Add(first, "north", "t1");
        Assert.True(first.Registry.Groups.TryCreateDynamic("online", Query, "x", null, out var group, out _));
        Assert.True(first.Registry.Groups.TryJoin(first.Registry.FindCell("t1")!, group!));
        await first.DisposeAsync();

        await using var next = await JournaledIndex.OpenAsync(first.Store);

        Assert.Equal(Query with { Status = ThingGroupStatus.Building }, next.Registry.Groups.Find("online")!.Query);
        Assert.Equal(["north", "online"], GroupsOf(next, "t1"));
        Assert.Equal(["t1"], MembersOf(next, "online"));
    }

    [Fact]
    public async Task OpenAsync_StaticGroupOfTheProgramForAThingInTenDynamicOnes_TakesThePlaceOfTheNewest()
    {
        await using var first = await JournaledIndex.OpenAsync();
        first.Create("t1");
        for (var i = 0; i < RegistryLimits.MaxGroupsOfThing; i++)
        {
            first.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(first.Registry.Groups.TryCreateDynamic($"g{i}", Query, null, null, out var group, out _));
            Assert.True(first.Registry.Groups.TryJoin(first.Registry.FindCell("t1")!, group!));
        }

        await first.DisposeAsync();
        await using var next = JournaledIndex.Make(first.Store);
        Create(next, "early");
        next.Create("t1");
        Add(next, "early", "t1");
        await next.Journal.OpenAsync(Cancel);

        Assert.Equal(["early", .. Enumerable.Range(0, RegistryLimits.MaxGroupsOfThing - 1).Select(static i => $"g{i}")], GroupsOf(next, "t1"));
    }

    [Fact]
    public async Task FlushAsync_WhileTheStoreFails_SaysSo()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Create("t1");
        Create(journaled, "north");
        await journaled.FlushAsync();
        var mend = journaled.Store.FailUntil();

        Add(journaled, "north", "t1");
        await Assert.ThrowsAsync<StoreException>(journaled.FlushAsync);

        mend();
        await journaled.AdvanceUntilAsync(() => journaled.Journal.Fault is null && journaled.Journal.PendingCount == 0);
        await journaled.FlushAsync();
        await using var next = await JournaledIndex.OpenAsync(journaled.Store);
        Assert.Equal(["north"], GroupsOf(next, "t1"));
    }

    [Fact]
    public async Task OpenAsync_GroupsThatTheProgramMadeBefore_AreStoredUnlessThereAreSuch()
    {
        await using var first = await JournaledIndex.OpenAsync();
        Create(first, "north", null, "stored");
        first.Create("t1");
        first.Create("t2");
        Add(first, "north", "t1");
        await first.FlushAsync();

        await using var next = JournaledIndex.Make(first.Store);
        Create(next, "north", null, "early");
        Create(next, "below", "north");
        Create(next, "other");
        foreach (var name in (string[])["t1", "t2", "t3"]) next.Create(name);
        foreach (var name in (string[])["t1", "t2", "t3"]) Add(next, "other", name);
        Add(next, "below", "t1");
        Add(next, "below", "t3");
        var early = next.Registry.Groups.Find("other");
        await next.Journal.OpenAsync(Cancel);
        await next.FlushAsync();

        foreach (var opened in (JournaledIndex[])[next, await JournaledIndex.OpenAsync(first.Store)])
        {
            Assert.Equal("stored", opened.Registry.Groups.Find("north")!.Description);
            Assert.Equal(early!.Id, opened.Registry.Groups.Find("other")!.Id);
            Assert.Equal(["north", "other"], GroupsOf(opened, "t1"));
            Assert.Equal(["other"], GroupsOf(opened, "t2"));
            Assert.Equal(["below", "other"], GroupsOf(opened, "t3"));
            Assert.Equal(["t1", "t3"], MembersOf(opened, "north"));
        }
    }

    [Theory]
    [InlineData("[]", "The JSON value could not be converted")]
    [InlineData("""{"Version":1,"CreatedAtMs":1}""", "missing required properties")]
    [InlineData("""{"Id":"6f1c2a9b-4c0b-4a2c-9f1f-0c1f7c55aa01","Version":1,"CreatedAtMs":1,"ParentName":"nobody"}""", "the group above it, `nobody`, is not there")]
    [InlineData("""{"Id":"6f1c2a9b-4c0b-4a2c-9f1f-0c1f7c55aa01","Version":1,"CreatedAtMs":1,"ParentName":"north"}""", "the group above it, `north`, is not there")]
    [InlineData("""{"Id":"6f1c2a9b-4c0b-4a2c-9f1f-0c1f7c55aa01","Version":1,"CreatedAtMs":1,"Attributes":{"a b":"1"}}""", "attribute name `a b` is not allowed")]
    [InlineData("""{"Id":"6f1c2a9b-4c0b-4a2c-9f1f-0c1f7c55aa01","Version":1,"CreatedAtMs":9223372036854775807}""", "Valid values are between")]
    public async Task OpenAsync_GroupThatCannotBe_IsRefused(string document, string why)
    {
        var store = new ScriptedStore();
        store.Settings["thing-group/north"] = Encoding.UTF8.GetBytes(document);
        await using var journaled = JournaledIndex.Make(store);

        var exception = await Assert.ThrowsAsync<StoreException>(() => journaled.Journal.OpenAsync(Cancel));

        Assert.Equal(StoreFault.Damaged, exception.Fault);
        Assert.StartsWith("the stored `thing-group/north` cannot be used: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
    }

    private static void Create(JournaledIndex journaled, string name, string? parent = null, string? description = null, params ReadOnlySpan<string> attributes) =>
        Assert.True(journaled.Registry.Groups.TryCreate(name, parent, description, RegistryFixture.Pairs(attributes), out _, out var error), error?.Message);

    private static void Add(JournaledIndex journaled, string group, string thing) =>
        Assert.True(journaled.Registry.Groups.TryAdd(group, thing, out var error), error?.Message);

    private static IEnumerable<string> GroupsOf(JournaledIndex journaled, string thing)
    {
        Assert.True(journaled.Registry.Groups.TryListOfThing(thing, 250, null, out var page, out _));
        return page.Groups.Select(group => group.Name);
    }

    private static IReadOnlyList<string> MembersOf(JournaledIndex journaled, string group)
    {
        Assert.True(journaled.Registry.Groups.TryListThings(group, recursive: true, 250, null, out var page, out _));
        return page.ThingNames;
    }
}
