using Microsoft.Extensions.Options;

namespace IotConnectivity.AspNetCore.Authentication;

/// <summary>Reports every fault of <see cref="ConnectivityBearerOptions"/> at start-up. No message repeats a token.</summary>
internal sealed class ConnectivityBearerOptionsValidator : IValidateOptions<ConnectivityBearerOptions>
{
    public ValidateOptionsResult Validate(string? name, ConnectivityBearerOptions options)
    {
        var faults = new List<string>();
        for (var i = 0; i < options.Tokens.Count; i++)
        {
            var token = options.Tokens[i];
            if (token is null) faults.Add($"Tokens[{i}] is null, expected a token");
            else if (options.Tokens.Take(i).Any(earlier => earlier?.IsSameAs(token) == true)) faults.Add($"Tokens[{i}], of `{token.Principal}`, is there twice, expected each token once");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
