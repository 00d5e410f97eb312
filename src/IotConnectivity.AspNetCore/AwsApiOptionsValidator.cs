using Microsoft.Extensions.Options;

namespace IotConnectivity.AspNetCore;

internal sealed class AwsApiOptionsValidator : IValidateOptions<AwsApiOptions>
{
    public ValidateOptionsResult Validate(string? name, AwsApiOptions options)
    {
        var faults = new List<string>();
        CheckPart(faults, nameof(options.Partition), options.Partition);
        CheckPart(faults, nameof(options.Region), options.Region);
        CheckPart(faults, nameof(options.AccountId), options.AccountId);
        if (options.RequestsPerSecond is < 1 or > 1_000_000)
        {
            faults.Add($"{nameof(options.RequestsPerSecond)} is `{options.RequestsPerSecond}`, expected 1 to 1000000");
        }

        if (options.BackupFolder is { Length: 0 }) faults.Add($"{nameof(options.BackupFolder)} is empty, expected a folder, or null for no backups");

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckPart(List<string> faults, string name, string? value)
    {
        if (string.IsNullOrEmpty(value) || value.Contains(':')) faults.Add($"{name} is `{value}`, expected a part of an ARN, without colons");
    }
}
