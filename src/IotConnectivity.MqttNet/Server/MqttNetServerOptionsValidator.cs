using Microsoft.Extensions.Options;

namespace IotConnectivity.MqttNet.Server;

/// <summary>Refuses options that could not work, with what is wrong.</summary>
internal sealed class MqttNetServerOptionsValidator : IValidateOptions<MqttNetServerOptions>
{
    private const int MaxNodeLength = 256;

    public ValidateOptionsResult Validate(string? name, MqttNetServerOptions options)
    {
        if (options.Node is null || options.Node.Length > MaxNodeLength)
        {
            return ValidateOptionsResult.Fail($"{nameof(options.Node)} has {options.Node?.Length.ToString() ?? "no"} characters, expected 0 to {MaxNodeLength}");
        }

        return options.Arns is null ? ValidateOptionsResult.Fail($"{nameof(options.Arns)} is missing, expected region and account") : ValidateOptionsResult.Success;
    }
}
