using IotConnectivity.AspNetCore;
using IotConnectivity.AspNetCore.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace IotConnectivity.DependencyInjection;

/// <summary>Adds the AWS IoT interface over HTTP to <c>AddThingConnectivity()</c>.</summary>
public static class AwsApiBuilderExtensions
{
    /// <summary>Adds what <c>MapThingConnectivity()</c> needs.</summary>
    /// <param name="builder">What <c>AddThingConnectivity()</c> returned.</param>
    /// <param name="configure">Sets account, region and the policies of the principals; validated when the host starts.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Who a caller is comes from the host's authentication: <c>AddAuthentication().AddSigV4(…)</c>, or any scheme that adds a
    /// <see cref="IotConnectivity.AspNetCore.Authentication.ConnectivityIdentity"/> to the user.
    /// </remarks>
    public static ThingConnectivityBuilder AddAwsApi(this ThingConnectivityBuilder builder, Action<AwsApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AwsApiOptions>, AwsApiOptionsValidator>());
        var options = services.AddOptions<AwsApiOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.AddAuthorization();
        services.TryAddSingleton<ApiGate>();
        return builder;
    }
}
