using Microsoft.Extensions.Options;

namespace IotConnectivity.Journal;

internal sealed class JournalOptionsValidator : IValidateOptions<JournalOptions>
{
    private static readonly TimeSpan MinRetention = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaxRetention = TimeSpan.FromDays(36_525);
    private static readonly TimeSpan MinActivityInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxActivityInterval = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, JournalOptions options)
    {
        var faults = new List<string>();
        if (options.HistoryRetention < MinRetention || options.HistoryRetention > MaxRetention)
        {
            faults.Add($"{nameof(JournalOptions.HistoryRetention)} is `{options.HistoryRetention}`, expected {MinRetention} to {MaxRetention}");
        }

        if (options.Capacity is < 1024 or > 1 << 20)
        {
            faults.Add($"{nameof(JournalOptions.Capacity)} is `{options.Capacity}`, expected 1024 to 1048576");
        }

        if (options.ActivityInterval < MinActivityInterval || options.ActivityInterval > MaxActivityInterval)
        {
            faults.Add($"{nameof(JournalOptions.ActivityInterval)} is `{options.ActivityInterval}`, expected {MinActivityInterval} to {MaxActivityInterval}");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
