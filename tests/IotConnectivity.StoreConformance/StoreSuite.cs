using System.Reflection;
using IotConnectivity.Storage;

namespace IotConnectivity.StoreConformance;

/// <summary>What every store must do. A store's tests derive each suite, with a fixture of theirs.</summary>
public abstract class StoreSuite(StoreFixture fixture) : IAsyncLifetime
{
    protected StoreFixture Fixture => fixture;

    protected IConnectivityStore Store => fixture.Store;

    protected StoredFleet Fleet { get; } = new(fixture);

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Finds the suites that a test assembly has not derived for a fixture.</summary>
    public static IReadOnlyList<string> FindMissing(Assembly tests) =>
        [.. typeof(StoreSuite).Assembly.GetTypes()
            .Where(suite => suite.IsAbstract && suite.IsSubclassOf(typeof(StoreSuite)))
            .Where(suite => !tests.GetTypes().Any(type => !type.IsAbstract && type.IsSubclassOf(suite)))
            .Select(suite => suite.Name)];

    public async ValueTask InitializeAsync() => await fixture.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<IReadOnlyList<JournalEntry>> ReadAsync(long thingKey, string thingName) =>
        await Store.ReadEventsAsync(thingKey, thingName, Cancelled).ToListAsync(Cancelled);

    protected async Task MaintainAsync(long horizonMs)
    {
        while (await Store.MaintainAsync(horizonMs, Cancelled))
        {
        }
    }
}
