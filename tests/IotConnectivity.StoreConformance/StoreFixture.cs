using IotConnectivity.Storage;

namespace IotConnectivity.StoreConformance;

/// <summary>Makes one kind of store for the suites. One instance is one set of data; it starts empty.</summary>
public abstract class StoreFixture : IAsyncDisposable
{
    private IConnectivityStore? _store;

    public IConnectivityStore Store => _store ?? throw new InvalidOperationException("the store is not open");

    /// <summary>Opens the store and reads everything, as an application does at its start.</summary>
    public async Task<Loaded> OpenAsync()
    {
        var cancelled = TestContext.Current.CancellationToken;
        _store = Make();
        await _store.OpenAsync(cancelled);
        var settings = await _store.LoadSettingsAsync(cancelled);
        return new Loaded(settings, await _store.LoadThingsAsync(cancelled).ToListAsync(cancelled));
    }

    /// <summary>Ends the process in good order and starts it again.</summary>
    public async Task<Loaded> RestartAsync()
    {
        await Store.DisposeAsync();
        return await OpenAsync();
    }

    /// <summary>Ends the process without any order and starts it again; a store that cannot do that restarts in good order.</summary>
    public virtual Task<Loaded> CrashAsync() => RestartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a store object on the data of this fixture.</summary>
    protected abstract IConnectivityStore Make();
}

/// <summary>What a store gives at the start.</summary>
public sealed record Loaded(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Settings, IReadOnlyList<StoredThing> Things)
{
    public StoredThing this[string name] => Things.Single(thing => thing.Name == name);
}
