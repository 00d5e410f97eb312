using Microsoft.Extensions.Options;

namespace IotConnectivity.MqttNet.Client;

/// <summary>Refuses options that could not work, with what is wrong.</summary>
internal sealed class MqttPresenceOptionsValidator : IValidateOptions<MqttPresenceOptions>
{
    public ValidateOptionsResult Validate(string? name, MqttPresenceOptions options)
    {
        if (options.Connect is null) return ValidateOptionsResult.Fail($"{nameof(options.Connect)} is missing, expected the address of a broker");
        if (options.Dialect is null || options.Dialect.TopicFilters.Count == 0)
        {
            return ValidateOptionsResult.Fail($"{nameof(options.Dialect)} is {options.Dialect?.GetType().Name ?? "missing"}, expected a parser of a dialect that is published over MQTT");
        }

        return options.FirstPause > TimeSpan.Zero && options.FirstPause <= options.LongestPause
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{nameof(options.FirstPause)} is {options.FirstPause}, expected more than zero and not more than {nameof(options.LongestPause)}, {options.LongestPause}");
    }
}
