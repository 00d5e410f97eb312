using IotConnectivity.Indexing;
using IotConnectivity.Storage;

namespace IotConnectivity.Journal;

public class JournaledSettingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TakeRestoredSettings_AfterARestart_GivesThemOnce()
    {
        var store = new ScriptedStore();
        await using (var before = await JournaledIndex.OpenAsync(store))
        {
            before.Journal.WriteSetting("profile/b", new byte[] { 2 });
            before.Journal.WriteSetting("profile/a", new byte[] { 1 });
            before.Journal.WriteSetting("Profile/c", new byte[] { 3 });
            await before.FlushAsync();
            Assert.Empty(before.Journal.TakeRestoredSettings("profile/"));
        }

        await using var after = JournaledIndex.Make(store);
        Assert.Empty(after.Journal.TakeRestoredSettings("profile/"));
        await after.Journal.OpenAsync(Cancel);

        Assert.Equal([("profile/a", 1), ("profile/b", 2)], after.Journal.TakeRestoredSettings("profile/").Select(static one => (one.Name, (int)one.Value.Span[0])));
        Assert.Empty(after.Journal.TakeRestoredSettings("profile/"));
        Assert.Equal("Profile/c", Assert.Single(after.Journal.TakeRestoredSettings("")).Name);
    }

    [Fact]
    public async Task TakeRestoredSettings_SettingsOfTheJournalItself_AreNotThere()
    {
        var store = new ScriptedStore();
        await using (var before = await JournaledIndex.OpenAsync(store))
        {
            Assert.True(before.Registry.Types.TryCreate("pump", null, null, out _, out _));
            Assert.True(before.Registry.Groups.TryCreate("north", null, null, null, out _, out _));
            Assert.True(before.Indexing.TryChange(static _ => IndexingConfiguration.Off, out _));
            await before.FlushAsync();
        }

        Assert.Equal(3, store.Settings.Count);
        await using var after = await JournaledIndex.OpenAsync(store);
        Assert.Empty(after.Journal.TakeRestoredSettings(""));
    }

    [Fact]
    public async Task DeleteSetting_WrittenBefore_IsGone()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        journaled.Journal.WriteSetting("a", new byte[1]);
        await journaled.FlushAsync();

        journaled.Journal.WriteSetting("b", new byte[1]);
        journaled.Journal.DeleteSetting("b");
        journaled.Journal.DeleteSetting("a");
        journaled.Journal.WriteSetting("empty", default(ReadOnlyMemory<byte>));
        await journaled.FlushAsync();

        Assert.Equal(["empty"], journaled.Store.Settings.Keys);
    }

    [Fact]
    public async Task WriteSetting_CommitFails_IsTriedAgain()
    {
        await using var journaled = await JournaledIndex.OpenAsync();
        var mend = journaled.Store.FailUntil();
        journaled.Journal.WriteSetting("a", new byte[] { 1 });
        await Assert.ThrowsAsync<StoreException>(journaled.FlushAsync);

        mend();
        await journaled.AdvanceUntilAsync(() => journaled.Store.Settings.Count > 0);

        Assert.Equal(new byte[] { 1 }, journaled.Store.Settings["a"].ToArray());
    }
}
