using Microsoft.Extensions.Options;

namespace IotConnectivity.Brokers;

internal sealed class BrokerOptionsValidator : IValidateOptions<BrokerOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(1);
    private static readonly TimeSpan MostSlack = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, BrokerOptions options)
    {
        List<string> faults = [];
        if (options.ReconnectGrace < Least || options.ReconnectGrace > Most)
        {
            faults.Add($"{nameof(BrokerOptions.ReconnectGrace)} is `{options.ReconnectGrace}`, expected {Least} to {Most}");
        }

        if (options.MaxReconnectGrace < options.ReconnectGrace || options.MaxReconnectGrace > Most)
        {
            faults.Add($"{nameof(BrokerOptions.MaxReconnectGrace)} is `{options.MaxReconnectGrace}`, expected {nameof(BrokerOptions.ReconnectGrace)} to {Most}");
        }

        if (options.ListSlack < TimeSpan.Zero || options.ListSlack > MostSlack)
        {
            faults.Add($"{nameof(BrokerOptions.ListSlack)} is `{options.ListSlack}`, expected {TimeSpan.Zero} to {MostSlack}");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
