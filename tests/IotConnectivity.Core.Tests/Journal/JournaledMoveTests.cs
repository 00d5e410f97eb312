using IotConnectivity.Registry;

namespace IotConnectivity.Journal;

/// <summary>A thing is written as it is at that moment, and so is what it names.</summary>
public class JournaledMoveTests
{
    [Fact]
    public async Task OpenAsync_AfterAnEndBetweenTwoCommits_ThingHasATypeAndAGroup()
    {
        await using var first = await JournaledIndex.OpenAsync();
        Assert.True(first.Registry.Types.TryCreate("old", null, null, out _, out _));
        Assert.True(first.Registry.Groups.TryCreate("old", null, null, null, out _, out _));
        Assert.True(first.Registry.TryCreate(new ThingName("t1"), null, "old", out _, out _));
        Assert.True(first.Registry.Groups.TryAdd("old", "t1", out _));
        await first.FlushAsync();

        var commits = 0;
        var left = default(ScriptedStore);
        first.Store.FailUntil();
        Assert.True(first.Registry.TryUpdate("t1", new ThingUpdate { Attributes = [new("site", "north")] }, out _, out _));
        await first.AdvanceUntilAsync(() => first.Journal.Fault is not null);
        Assert.True(first.Registry.Types.TryCreate("new", null, null, out _, out _));
        Assert.True(first.Registry.Groups.TryCreate("root", null, null, null, out _, out _));
        Assert.True(first.Registry.Groups.TryCreate("new", "root", null, null, out _, out _));
        Assert.True(first.Registry.TryUpdate("t1", new ThingUpdate { TypeName = "new" }, out _, out _));
        Assert.True(first.Registry.Groups.TryChange("t1", new ThingGroupChange { Add = ["new"], Remove = ["old"] }, out _));
        first.Store.BeforeCommit = _ =>
        {
            // What is there when the process ends after the commit that had failed.
            if (++commits == 2) left = first.Store.CopyRegistry();
            return Task.CompletedTask;
        };
        await first.AdvanceUntilAsync(() => left is not null);

        await using var next = await JournaledIndex.OpenAsync(left);
        Assert.Equal("new", next.Registry.Find("t1")!.TypeName);
        Assert.True(next.Registry.Groups.TryListOfThing("t1", 10, null, out var page, out _));
        Assert.Equal(["new"], page.Groups.Select(group => group.Name));
        Assert.Equal(["root"], page.Groups[0].Ancestors);
    }
}
