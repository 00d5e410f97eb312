using Microsoft.Extensions.Options;

namespace IotConnectivity.Aws;

internal sealed class SnsAlertOptionsValidator : IValidateOptions<SnsAlertOptions>
{
    public ValidateOptionsResult Validate(string? name, SnsAlertOptions options)
    {
        List<string> faults = [];
        if (options.Endpoint is { } endpoint && (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps)))
        {
            faults.Add($"{nameof(SnsAlertOptions.Endpoint)} is `{endpoint}`, expected an absolute http or https address");
        }

        if (options.Region is { } region && (region.Length == 0 || !region.All(static one => char.IsAsciiLetterOrDigit(one) || one == '-')))
        {
            faults.Add($"{nameof(SnsAlertOptions.Region)} is `{region}`, expected a region such as `us-east-1`");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
