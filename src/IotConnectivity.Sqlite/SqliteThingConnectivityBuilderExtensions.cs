using IotConnectivity.DependencyInjection;
using IotConnectivity.Sqlite;
using IotConnectivity.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps device connectivity in an SQLite file.</summary>
public static class SqliteThingConnectivityBuilderExtensions
{
    /// <summary>Keeps things, their connectivity and its history in one file.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="path">The database file; see <see cref="SqliteStoreOptions.Path"/>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static ThingConnectivityBuilder UseSqlite(this ThingConnectivityBuilder builder, string path) =>
        builder.UseSqlite(options => options.Path = path);

    /// <summary>Keeps things, their connectivity and its history in one file.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="configure">Sets options; validated when the host starts.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <remarks>Takes the place of any <see cref="IConnectivityStore"/> registered before. Calling it again adds only the new options.</remarks>
    public static ThingConnectivityBuilder UseSqlite(this ThingConnectivityBuilder builder, Action<SqliteStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<SqliteStoreOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsValidator>());
        services.Replace(ServiceDescriptor.Singleton<IConnectivityStore>(
            static provider => new SqliteConnectivityStore(provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value)));
        return builder;
    }
}
