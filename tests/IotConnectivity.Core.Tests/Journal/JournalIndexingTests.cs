using IotConnectivity.Indexing;

namespace IotConnectivity.Journal;

public class JournalIndexingTests
{
    private static readonly Teller Aws = Teller.Aws;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_ConnectivityOffByConfiguration_ShowsNothingThatWasStored()
    {
        await using var after = await OpenSwitchedOffAsync(new ScriptedStore());

        Assert.False(after.StateOf(Teller.Pump).Connected);
    }

    [Fact]
    public async Task OpenAsync_ConnectivityOffByConfigurationAndLaterOn_StartsFromTheNextEvents()
    {
        var store = new ScriptedStore();
        await using var after = await OpenSwitchedOffAsync(store);
        Assert.Equal(ApplyOutcome.Ignored, after.Index.Apply(Aws.End(1000, "a", 1)));
        Assert.True(after.Indexing.TryChange(static _ => IndexingConfiguration.On, out _));

        Assert.False(after.StateOf(Teller.Pump).Connected);
        await after.FlushAsync();
        Assert.Empty(store.Events);
    }

    [Fact]
    public async Task OnHeard_SwitchedOffAndOnMeanwhile_DoesNotStoreWhatWasDropped()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Create(Teller.Pump);
        await journaled.FlushAsync();
        var once = true;
        journaled.Index.Unfollow(journaled.Journal);
        journaled.Index.Follow(new Acting(() =>
        {
            if (!once) return;
            once = false;
            Assert.True(journaled.Indexing.TryChange(static _ => IndexingConfiguration.Off, out _));
            Assert.True(journaled.Indexing.TryChange(static _ => IndexingConfiguration.On, out _));
        }));
        journaled.Index.Follow(journaled.Journal);

        journaled.Index.Apply(Aws.Connect(0, "a", 1));
        await journaled.FlushAsync();

        Assert.False(journaled.StateOf(Teller.Pump).Connected);
        Assert.False(journaled.Store.StateOf(Teller.Pump).Connected);
    }

    [Fact]
    public void IndexingSetting_EveryMember_ComesBack()
    {
        var all = IndexingConfiguration.On with
        {
            IndexesNamedShadows = true,
            NamedShadowNames = ["a", "b"],
            CustomFields = [new IndexField("attributes.x", IndexFieldType.Number)],
            GroupCustomFields = [new IndexField("attributes.y", IndexFieldType.Boolean)],
        };

        var read = IndexingSetting.Read(IndexingSetting.Write(all));

        Assert.Equal(all.NamedShadowNames, read.NamedShadowNames);
        Assert.Equal(all.CustomFields, read.CustomFields);
        Assert.Equal(all.GroupCustomFields, read.GroupCustomFields);
        Assert.Equal(all with { NamedShadowNames = [], CustomFields = [], GroupCustomFields = [] }, read with { NamedShadowNames = [], CustomFields = [], GroupCustomFields = [] });
    }

    /// <summary>Stores a connected thing, and opens the store again with connectivity off by configuration.</summary>
    private static async Task<JournaledIndex> OpenSwitchedOffAsync(ScriptedStore store)
    {
        await using (var before = await JournaledIndex.OpenAsync(store))
        {
            before.Create(Teller.Pump);
            await before.Journal.ApplyAsync(Aws.Connect(0, "a", 1), Cancel);
        }

        var after = JournaledIndex.Make(store);
        Assert.True(after.Indexing.TryChange(static _ => IndexingConfiguration.Off, out _));
        await after.Journal.OpenAsync(Cancel);
        return after;
    }

    private sealed class Acting(Action act) : IConnectivityFollower
    {
        public void OnChanged(in ConnectivityChange change) => act();
    }
}
