using Microsoft.Extensions.Options;

namespace IotConnectivity.Detect;

internal sealed class DetectOptionsValidator : IValidateOptions<DetectOptions>
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MinRetention = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaxRetention = TimeSpan.FromDays(3650);

    public ValidateOptionsResult Validate(string? name, DetectOptions options)
    {
        var faults = new List<string>();
        if (options.EvaluationPeriod != TimeSpan.Zero && options.EvaluationPeriod != Period)
        {
            faults.Add($"{nameof(DetectOptions.EvaluationPeriod)} is `{options.EvaluationPeriod}`, expected {TimeSpan.Zero} or {Period}");
        }

        if (options.ViolationRetention < MinRetention || options.ViolationRetention > MaxRetention)
        {
            faults.Add($"{nameof(DetectOptions.ViolationRetention)} is `{options.ViolationRetention}`, expected {MinRetention} to {MaxRetention}");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
