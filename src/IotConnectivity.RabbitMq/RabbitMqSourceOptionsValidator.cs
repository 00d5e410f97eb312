using System.Text;
using Microsoft.Extensions.Options;

namespace IotConnectivity.RabbitMq;

internal sealed class RabbitMqSourceOptionsValidator : IValidateOptions<RabbitMqSourceOptions>
{
    private const int MaxNameBytes = 255;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, RabbitMqSourceOptions options)
    {
        List<string> faults = [];
        if (options.Uri is not { IsAbsoluteUri: true, Scheme: "amqp" or "amqps" } uri || uri.Host.Length == 0)
        {
            faults.Add($"{nameof(RabbitMqSourceOptions.Uri)} is {Told(options.Uri)}, expected amqp://host or amqps://host");
        }

        if (options.Management is { } management && management is not { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "" })
        {
            faults.Add($"{nameof(RabbitMqSourceOptions.Management)} is {Told(management)}, expected http://host:15672/ or https://host:15671/");
        }

        CheckName(nameof(RabbitMqSourceOptions.Queue), options.Queue, faults);
        CheckName(nameof(RabbitMqSourceOptions.Exchange), options.Exchange, faults);
        if (options.PrefetchCount is < 1 or > ushort.MaxValue)
        {
            faults.Add($"{nameof(RabbitMqSourceOptions.PrefetchCount)} is `{options.PrefetchCount}`, expected 1 to {ushort.MaxValue}");
        }

        if (options.ReconcileInterval < Least || options.ReconcileInterval > Most)
        {
            faults.Add($"{nameof(RabbitMqSourceOptions.ReconcileInterval)} is `{options.ReconcileInterval}`, expected {Least} to {Most}");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckName(string option, string value, List<string> faults)
    {
        if (string.IsNullOrEmpty(value) || Encoding.UTF8.GetByteCount(value) > MaxNameBytes) faults.Add($"{option} is `{value}`, expected 1 to {MaxNameBytes} bytes");
    }

    // Without what may be a password.
    private static string Told(Uri? uri) => uri switch
    {
        null => "missing",
        { IsAbsoluteUri: true } => $"`{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}`",
        _ => "not absolute",
    };
}
