using IotConnectivity.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace IotConnectivity.Sqlite;

public class UseSqliteTests
{
    [Fact]
    public async Task UseSqlite_Path_RegistersTheStore()
    {
        var services = new ServiceCollection();
        services.AddThingConnectivity().UseSqlite("data/things.db").UseSqlite(options => options.Synchronous = SqliteSynchronous.Normal);
        await using var provider = services.BuildServiceProvider();

        Assert.IsType<SqliteConnectivityStore>(Assert.Single(provider.GetServices<IConnectivityStore>()));
        var options = provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value;
        Assert.Equal(("data/things.db", SqliteSynchronous.Normal), (options.Path, options.Synchronous));
    }

    [Fact]
    public void UseSqlite_AnotherStoreBefore_TakesItsPlace()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConnectivityStore>(new InMemoryConnectivityStore());

        services.AddThingConnectivity().UseSqlite("things.db");

        Assert.Single(services, service => service.ServiceType == typeof(IConnectivityStore));
    }

    [Fact]
    public void Validate_EveryOptionWrong_NamesThemAll()
    {
        var result = new SqliteStoreOptionsValidator().Validate(null, new SqliteStoreOptions { Synchronous = (SqliteSynchronous)7, BusyTimeout = TimeSpan.FromSeconds(-1) });

        Assert.Equal(
            [
                "Path is ``, expected the path of a file",
                "Synchronous is `7`, expected Full or Normal",
                "BusyTimeout is `-00:00:01`, expected 0 to 1 minute",
            ],
            result.Failures);
    }

    [Fact]
    public void Constructor_OptionWrong_Throws()
    {
        var exception = Assert.Throws<ArgumentException>(() => new SqliteConnectivityStore(new SqliteStoreOptions()));

        Assert.StartsWith("Path is ``, expected the path of a file", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_OptionWrong_Fails()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddThingConnectivity().UseSqlite(" ");
        using var host = builder.Build();

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
    }
}
