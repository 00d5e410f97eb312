using Microsoft.Extensions.Options;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Reports every fault of <see cref="SigV4Options"/> at start-up.</summary>
internal sealed class SigV4OptionsValidator : IValidateOptions<SigV4Options>
{
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(7);

    public ValidateOptionsResult Validate(string? name, SigV4Options options)
    {
        var faults = new List<string>();
        if (!IsScopePart(options.Region)) faults.Add($"Region is `{options.Region}`, expected a name of lower-case letters, digits and dashes");
        if (options.Services.Count == 0) faults.Add("Services is empty, expected at least one name");
        foreach (var service in options.Services)
        {
            if (!IsScopePart(service)) faults.Add($"Services has `{service}`, expected a name of lower-case letters, digits and dashes");
        }

        CheckSpan(faults, nameof(options.ClockSkew), options.ClockSkew, MaxClockSkew);
        CheckSpan(faults, nameof(options.MaxPresignedLifetime), options.MaxPresignedLifetime, MaxLifetime);
        if (options.MaxBodyBytes is < 0 or > SigV4Limits.MaxBodyBytes)
        {
            faults.Add($"MaxBodyBytes is `{options.MaxBodyBytes}`, expected 0 to {SigV4Limits.MaxBodyBytes}");
        }

        CheckKeys(faults, options);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckSpan(List<string> faults, string property, TimeSpan value, TimeSpan max)
    {
        if (value < TimeSpan.FromSeconds(1) || value > max || value.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            faults.Add($"{property} is `{value}`, expected whole seconds from 1 second to {max.TotalDays:0} days");
        }
    }

    private static void CheckKeys(List<string> faults, SigV4Options options)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in options.AccessKeys)
        {
            if (!ids.Add(key.Id)) faults.Add($"AccessKeys has `{key.Id}` twice, expected each id once");
        }

        if (options.KeySource is not null && ids.Count > 0) faults.Add("AccessKeys and KeySource are both set, expected one of them");
    }

    private static bool IsScopePart(string? text) =>
        !string.IsNullOrEmpty(text) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
