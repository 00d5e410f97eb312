using IotConnectivity.Registry;

namespace IotConnectivity.Journal;

/// <summary>When and how the members of dynamic groups are written.</summary>
public class JournaledMembersTests
{
    private static readonly ThingGroupQuery Query = new("AWS_Things", "thingName:*", "2017-09-30", ThingGroupStatus.Active);

    [Fact]
    public async Task DisposeAsync_ManyMembers_AreWrittenInSmallBatches()
    {
        const int Things = 600;
        await using var journaled = await JournaledIndex.OpenAsync();
        var group = await FillAsync(journaled, Things);
        var sizes = new List<int>();
        journaled.Store.BeforeCommit = batch =>
        {
            sizes.Add(batch.Things.Count);
            return Task.CompletedTask;
        };

        for (var i = 0; i < Things; i++) Assert.True(journaled.Registry.Groups.TryJoin(ThingOf(journaled, i), group));
        await journaled.DisposeAsync();

        Assert.Equal([256, 256, 88], sizes);
        Assert.All(journaled.Store.Things.Values, thing => Assert.Equal([group.Data.Id], thing.Groups));
    }

    [Fact]
    public async Task Flush_ThingThatGotInAndOut_IsNotWrittenForItBeforeASecondHasPassed()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        var group = await FillAsync(journaled, 1);
        Assert.True(journaled.Registry.Groups.TryJoin(ThingOf(journaled, 0), group));
        journaled.Clock.Advance(TimeSpan.FromSeconds(1));
        Touch(journaled);
        await journaled.FlushAsync();
        var written = new List<string>();
        journaled.Store.BeforeCommit = batch =>
        {
            written.AddRange(batch.Things.Select(static thing => $"{thing.Name}:{thing.Groups.Count}"));
            return Task.CompletedTask;
        };

        for (var i = 0; i < 10; i++)
        {
            journaled.Registry.Groups.Leave(ThingOf(journaled, 0), group);
            Assert.True(journaled.Registry.Groups.TryJoin(ThingOf(journaled, 0), group));
            Touch(journaled);
            await journaled.FlushAsync();
        }

        Assert.Empty(written);
        journaled.Registry.Groups.Leave(ThingOf(journaled, 0), group);
        journaled.Clock.Advance(TimeSpan.FromSeconds(1));
        Touch(journaled);
        await journaled.FlushAsync();
        Assert.Equal(["t0:0"], written);
    }

    [Fact]
    public async Task Run_MembersAndNothingElse_AreWrittenAMomentLater()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        var group = await FillAsync(journaled, 1);
        var commits = journaled.Store.Commits.Count;

        Assert.True(journaled.Registry.Groups.TryJoin(ThingOf(journaled, 0), group));

        await journaled.AdvanceUntilAsync(() => journaled.Store.Commits.Count > commits);
        Assert.Equal([group.Data.Id], journaled.Store.Things.Values.Single().Groups);
    }

    [Fact]
    public async Task DisposeAsync_ThingsThatWereDeletedSince_DoNotStopTheOthers()
    {
        const int Things = 600;
        await using var journaled = await JournaledIndex.OpenAsync();
        var group = await FillAsync(journaled, Things);
        for (var i = 0; i < Things; i++) Assert.True(journaled.Registry.Groups.TryJoin(ThingOf(journaled, i), group));

        for (var i = 0; i < Things - 1; i++) Assert.True(journaled.Registry.TryDelete($"t{i}", null, out _));
        await journaled.DisposeAsync();

        var left = Assert.Single(journaled.Store.Things.Values);
        Assert.Equal(($"t{Things - 1}", group.Data.Id), (left.Name, Assert.Single(left.Groups)));
    }

    [Fact]
    public async Task Run_StoreFails_WritesTheMembersWhenItCan()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        var group = await FillAsync(journaled, 1);
        var mend = journaled.Store.FailUntil();
        Assert.True(journaled.Registry.Groups.TryJoin(ThingOf(journaled, 0), group));
        await journaled.AdvanceUntilAsync(() => journaled.Journal.Fault is not null);

        mend();
        await journaled.AdvanceUntilAsync(() => journaled.Journal.Fault is null);

        Assert.Equal([group.Data.Id], journaled.Store.Things.Values.Single().Groups);
    }

    private static async Task<RegisteredGroup> FillAsync(JournaledIndex journaled, int things)
    {
        for (var i = 0; i < things; i++) journaled.Create($"t{i}");
        Assert.True(journaled.Registry.Groups.TryCreateDynamic("online", Query, null, null, out var group, out _));
        await journaled.FlushAsync();
        return group!;
    }

    private static RegisteredThing ThingOf(JournaledIndex journaled, int number) => journaled.Registry.FindCell($"t{number}")!;

    // Something to write that is no thing.
    private static void Touch(JournaledIndex journaled) =>
        Assert.True(journaled.Registry.Groups.TryUpdateDynamic("online", new ThingGroupUpdate { Description = $"{Guid.NewGuid()}" }, null, out _, out _));
}
