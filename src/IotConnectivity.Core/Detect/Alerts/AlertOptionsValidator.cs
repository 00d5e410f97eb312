using Microsoft.Extensions.Options;

namespace IotConnectivity.Detect.Alerts;

internal sealed class AlertOptionsValidator : IValidateOptions<AlertOptions>
{
    public ValidateOptionsResult Validate(string? name, AlertOptions options)
    {
        List<string> faults = [];
        if (options.WaitState != TimeSpan.Zero && (options.WaitState < TimeSpan.FromSeconds(1) || options.WaitState > TimeSpan.FromDays(1)))
        {
            faults.Add($"{nameof(AlertOptions.WaitState)} is `{options.WaitState}`, expected 00:00:00 or 00:00:01 to 1.00:00:00");
        }

        if (options.DeadLetterAfter < TimeSpan.FromMinutes(1) || options.DeadLetterAfter > TimeSpan.FromDays(30))
        {
            faults.Add($"{nameof(AlertOptions.DeadLetterAfter)} is `{options.DeadLetterAfter}`, expected 00:01:00 to 30.00:00:00");
        }

        if (options.Concurrency is < 1 or > 256) faults.Add($"{nameof(AlertOptions.Concurrency)} is `{options.Concurrency}`, expected 1 to 256");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
