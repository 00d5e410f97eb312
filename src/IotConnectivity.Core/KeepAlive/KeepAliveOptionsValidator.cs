using Microsoft.Extensions.Options;

namespace IotConnectivity.KeepAlive;

internal sealed class KeepAliveOptionsValidator : IValidateOptions<KeepAliveOptions>
{
    public ValidateOptionsResult Validate(string? name, KeepAliveOptions options) =>
        options.GraceFactor is >= 1.0 and <= 10.0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{nameof(KeepAliveOptions.GraceFactor)} is `{options.GraceFactor}`, expected 1.0 to 10.0");
}
