using IotConnectivity.Indexing;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;

namespace IotConnectivity.Journal;

/// <summary>An index with registry and journal on a store that the test scripts.</summary>
internal sealed class JournaledIndex : IAsyncDisposable
{
    private JournaledIndex(ScriptedStore store, JournalOptions options, bool registerOnFirstContact)
    {
        Store = store;
        Registry = new ThingRegistry(Index, Clock) { RegisterOnFirstContact = registerOnFirstContact };
        Indexing = new IndexingSwitch(Index);
        Journal = new ConnectivityJournal(Index, Registry, Indexing, store, options, Clock, Logger);
    }

    public ManualTimeProvider Clock { get; } = new();

    public RecordingLogger<ConnectivityJournal> Logger { get; } = new();

    public ScriptedStore Store { get; }

    public ConnectivityIndex Index { get; } = new();

    public ThingRegistry Registry { get; }

    public IndexingSwitch Indexing { get; }

    public ConnectivityJournal Journal { get; }

    public static JournaledIndex Make(ScriptedStore? store = null, JournalOptions? options = null, bool registerOnFirstContact = false) =>
        new(store ?? new ScriptedStore(), options ?? new JournalOptions(), registerOnFirstContact);

    public static async Task<JournaledIndex> OpenAsync(ScriptedStore? store = null, JournalOptions? options = null, bool registerOnFirstContact = false)
    {
        var made = Make(store, options, registerOnFirstContact);
        await made.Journal.OpenAsync(TestContext.Current.CancellationToken);
        return made;
    }

    public void Create(string name) => Assert.True(Registry.TryCreate(new ThingName(name), null, null, out _, out _));

    public Task FlushAsync() => Journal.FlushAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));

    public ThingConnectivity StateOf(string name)
    {
        Assert.True(Index.TryGet(name, out var state));
        return state;
    }

    /// <summary>Moves the clock until something is so; for what the journal does on its own thread when its timer fires.</summary>
    public async Task AdvanceUntilAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 3000 && !isSo(); i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.True(isSo());
    }

    public ValueTask DisposeAsync() => Journal.DisposeAsync();
}
