using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary><c>POST /lifecycle-events?dialect=</c></summary>
internal sealed class PostLifecycleEvents(ConnectivityIndex index, ApiGate gate, TimeProvider time)
{
    private const string Action = "iotconnectivity:IngestLifecycleEvents";

    private readonly LifecyclePump _pump = new(index, time);

    /// <summary>Gets how large a signed body may be. A signature covers the whole body, so that it is read before anything is applied.</summary>
    public static IRequestSizeLimitMetadata SizeLimit { get; } = new SignedBodyLimit();

    public async Task InvokeAsync(HttpContext http)
    {
        var error = Prepare(http, out var caller, out var reader);
        if (error is null)
        {
            var tally = new IngestTally();
            await _pump.RunAsync(http.Request.BodyReader, reader!, Guard, tally, http.RequestAborted).ConfigureAwait(false);
            error = tally.Refusal;
            if (error is null) JsonAnswer.Write(http, tally.ToResponse(), IngestJsonContext.Readable.IngestResponse);
        }

        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);

        AwsError? Guard(in LifecycleEvent lifecycleEvent) => gate.Authorize(caller, Action, "client/", lifecycleEvent.ClientId);
    }

    private AwsError? Prepare(HttpContext http, out Caller caller, out LifecycleReader? reader)
    {
        reader = null;
        if (gate.Identify(http, out caller) is { } refusal) return refusal;

        var dialect = http.Request.Query["dialect"].ToString() is { Length: > 0 } given ? given : LifecycleDialects.Aws;
        var isLines = http.Request.ContentType?.StartsWith("application/x-ndjson", StringComparison.OrdinalIgnoreCase) == true;
        reader = LifecycleDialects.CreateReader(dialect, index, isLines);
        if (reader is null)
        {
            var violations = new ConstraintViolations();
            violations.NotOneOf(dialect, "dialect", [.. LifecycleDialects.All]);
            return violations.ToError();
        }

        if (http.User.Identity?.AuthenticationType == ConnectivityBearerDefaults.AuthenticationScheme) LetStream(http);
        return null;
    }

    /// <summary>A token needs no signature over the body, so that the body may go on for ever and pause for as long as devices are quiet.</summary>
    private static void LetStream(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }

    private sealed class SignedBodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => SigV4Limits.MaxBodyBytes;
    }
}
