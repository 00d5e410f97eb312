using Microsoft.Extensions.Options;

namespace IotConnectivity.Sqlite;

internal sealed class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>
{
    private static readonly TimeSpan MaxBusyTimeout = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        var faults = FaultsOf(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    internal static IEnumerable<string> FaultsOf(SqliteStoreOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path) || options.Path.Contains('\0', StringComparison.Ordinal))
        {
            yield return $"{nameof(options.Path)} is `{options.Path}`, expected the path of a file";
        }

        if (options.Synchronous is not (SqliteSynchronous.Full or SqliteSynchronous.Normal))
        {
            yield return $"{nameof(options.Synchronous)} is `{options.Synchronous}`, expected Full or Normal";
        }

        if (options.BusyTimeout < TimeSpan.Zero || options.BusyTimeout > MaxBusyTimeout)
        {
            yield return $"{nameof(options.BusyTimeout)} is `{options.BusyTimeout}`, expected 0 to 1 minute";
        }
    }
}
