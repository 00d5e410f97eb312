using IotConnectivity.Brokers;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Detect;
using IotConnectivity.Journal;
using IotConnectivity.KeepAlive;
using Microsoft.Extensions.Options;

namespace IotConnectivity.DependencyInjection;

internal sealed class ThingConnectivityOptionsValidator : IValidateOptions<ThingConnectivityOptions>
{
    private static readonly KeepAliveOptionsValidator KeepAlive = new();
    private static readonly BrokerOptionsValidator Brokers = new();
    private static readonly JournalOptionsValidator Journal = new();
    private static readonly AlertOptionsValidator Alerts = new();
    private static readonly DetectOptionsValidator Detect = new();

    public ValidateOptionsResult Validate(string? name, ThingConnectivityOptions options)
    {
        List<string> faults =
        [
            .. FaultsOf(nameof(ThingConnectivityOptions.KeepAlive), KeepAlive.Validate(name, options.KeepAlive)),
            .. FaultsOf(nameof(ThingConnectivityOptions.Brokers), Brokers.Validate(name, options.Brokers)),
            .. FaultsOf(nameof(ThingConnectivityOptions.Journal), Journal.Validate(name, options.Journal)),
            .. FaultsOf(nameof(ThingConnectivityOptions.Alerts), Alerts.Validate(name, options.Alerts)),
            .. FaultsOf(nameof(ThingConnectivityOptions.Detect), Detect.Validate(name, options.Detect)),
        ];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(string part, ValidateOptionsResult result) => (result.Failures ?? []).Select(failure => $"{part}.{failure}");
}
