using IotConnectivity.KeepAlive;
using Microsoft.Extensions.Options;

namespace IotConnectivity.DependencyInjection;

internal sealed class ThingConnectivityOptionsValidator : IValidateOptions<ThingConnectivityOptions>
{
    private static readonly KeepAliveOptionsValidator KeepAlive = new();

    public ValidateOptionsResult Validate(string? name, ThingConnectivityOptions options)
    {
        var keepAlive = KeepAlive.Validate(name, options.KeepAlive);
        return keepAlive.Failed
            ? ValidateOptionsResult.Fail(keepAlive.Failures.Select(static failure => $"{nameof(ThingConnectivityOptions.KeepAlive)}.{failure}"))
            : ValidateOptionsResult.Success;
    }
}
