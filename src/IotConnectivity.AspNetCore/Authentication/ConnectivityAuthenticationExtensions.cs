using IotConnectivity.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the ways in which callers of the AWS IoT interface prove who they are.</summary>
public static class ConnectivityAuthenticationExtensions
{
    /// <summary>Verifies requests signed with AWS Signature Version 4, in their header or in their query.</summary>
    /// <param name="builder">What <c>AddAuthentication</c> returned. Name <see cref="SigV4Defaults.AuthenticationScheme"/> as its default scheme.</param>
    /// <param name="configure">Sets the region and the access keys.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Call <c>UseAwsProtocol</c> before <c>UseAuthentication</c>. The whole body is read before the endpoint runs.</remarks>
    public static AuthenticationBuilder AddSigV4(this AuthenticationBuilder builder, Action<SigV4Options> configure) =>
        builder.AddSigV4(SigV4Defaults.AuthenticationScheme, configure);

    /// <summary>Verifies requests signed with AWS Signature Version 4, under a scheme name of your own.</summary>
    /// <param name="builder">What <c>AddAuthentication</c> returned.</param>
    /// <param name="authenticationScheme">The name of the scheme.</param>
    /// <param name="configure">Sets the region and the access keys.</param>
    /// <returns>The same builder.</returns>
    public static AuthenticationBuilder AddSigV4(this AuthenticationBuilder builder, string authenticationScheme, Action<SigV4Options> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SigV4Options>, SigV4OptionsValidator>());
        builder.Services.AddOptions<SigV4Options>(authenticationScheme).ValidateOnStart();
        return builder.AddScheme<SigV4Options, SigV4Handler>(authenticationScheme, configure);
    }

    /// <summary>Accepts bearer tokens beside signatures: a SigV4 scheme hands requests that carry one over to this scheme.</summary>
    /// <param name="builder">What <c>AddAuthentication</c> returned.</param>
    /// <param name="configure">Sets the tokens.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>A <see cref="AuthenticationSchemeOptions.ForwardDefaultSelector"/> that the host set on the SigV4 scheme is left alone.</remarks>
    public static AuthenticationBuilder AddConnectivityBearer(this AuthenticationBuilder builder, Action<ConnectivityBearerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        const string scheme = ConnectivityBearerDefaults.AuthenticationScheme;
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ConnectivityBearerOptions>, ConnectivityBearerOptionsValidator>());
        builder.Services.AddOptions<ConnectivityBearerOptions>(scheme).ValidateOnStart();
        builder.Services.PostConfigureAll<SigV4Options>(options =>
            options.ForwardDefaultSelector ??= context => ConnectivityBearerHandler.IsPresent(context.Request.Headers) ? scheme : null);
        return builder.AddScheme<ConnectivityBearerOptions, ConnectivityBearerHandler>(scheme, configure);
    }
}
