using System.IO.Pipelines;
using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Authentication;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Brokers;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Lifecycle;
using IotConnectivity.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary><c>POST /lifecycle-events?dialect=</c>, and <c>&amp;node=</c> where there are several brokers of one dialect.</summary>
/// <remarks>
/// Only who may tell of every client (<c>client/*</c>) speaks for its broker: a start that such a caller sends puts all connections of the broker in doubt. For others starts, stops and
/// epochs say nothing, and a node of their own is refused.
/// </remarks>
internal sealed class PostLifecycleEvents(
    ConnectivityIndex index, BrokerEpochs brokers, ConnectivityJournal journal, ApiGate gate, DurableWrites writes, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const string Action = "iotconnectivity:IngestLifecycleEvents";

    private const string VerneMqHook = "vernemq-hook";

    private static readonly AwsError IsStopping = new(AwsErrorCode.ServiceUnavailable, "the service stopped before the events ended, send them again");

    private readonly DialectParsers _parsers = new(index);
    private readonly LifecyclePump _pump = new(index, time, journal.WaitForRoomAsync);

    /// <summary>Gets how large a signed body may be. A signature covers the whole body, so that it is read before anything is applied.</summary>
    public static IRequestSizeLimitMetadata SizeLimit { get; } = new SignedBodyLimit();

    public async Task InvokeAsync(HttpContext http)
    {
        var error = Prepare(http, out var caller, out var dialect, out var reader);
        if (error is null && dialect == LifecycleDialects.Azure && await AzureHandshake.TryAnswerAsync(http).ConfigureAwait(false)) return;
        if (error is null)
        {
            var tally = new IngestTally();
            var hasEnded = true;
            try
            {
                hasEnded = await TakeInAsync(http, reader!, Guard, tally).ConfigureAwait(false);
                error = hasEnded ? tally.Refusal : IsStopping;
            }
            catch (StoreException exception)
            {
                error = DurableWrites.ToError(exception);
            }
            catch (ObjectDisposedException)
            {
                hasEnded = false;
                error = IsStopping;
            }

            error ??= await writes.WaitAsync(http.RequestAborted).ConfigureAwait(false);

            // A client that hears this stops sending, so that the server need not wait for it.
            if (!hasEnded) http.Response.Headers.Connection = "close";
            if (error is null) Answer(http, dialect, tally);
        }

        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);

        AwsError? Guard(in LifecycleEvent lifecycleEvent) => gate.Authorize(caller, Action, "client/", lifecycleEvent.ClientId);
    }

    // VerneMQ reads the answer to a hook, and has no use for numbers in it.
    private static void Answer(HttpContext http, string dialect, IngestTally tally)
    {
        if (dialect == LifecycleDialects.VerneMq) JsonAnswer.Write(http, "{}"u8);
        else JsonAnswer.Write(http, tally.ToResponse(), IngestJsonContext.Readable.IngestResponse);
    }

    private async Task<bool> TakeInAsync(HttpContext http, LifecycleReader reader, LifecyclePump.Guard guard, IngestTally tally)
    {
        var body = http.Request.BodyReader;
        if (!IsStream(http)) return await _pump.RunAsync(body, reader, guard, tally, http.RequestAborted).ConfigureAwait(false);

        // A stream may go on for ever and would keep the host from stopping. What has arrived is applied; sending it again is harmless.
        var registration = lifetime.ApplicationStopping.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), body);
        await using (registration.ConfigureAwait(false))
        {
            return await _pump.RunAsync(body, reader, guard, tally, http.RequestAborted).ConfigureAwait(false);
        }
    }

    private AwsError? Prepare(HttpContext http, out Caller caller, out string dialect, out LifecycleReader? reader)
    {
        reader = null;
        dialect = http.Request.Query["dialect"].ToString() is { Length: > 0 } given ? given : LifecycleDialects.Aws;
        if (gate.Identify(http, out caller) is { } refusal) return refusal;

        var isLines = http.Request.ContentType?.StartsWith("application/x-ndjson", StringComparison.OrdinalIgnoreCase) == true;
        var node = http.Request.Query["node"].ToString();
        var violations = new ConstraintViolations();
        if (!LifecycleDialects.All.Contains(dialect)) violations.NotOneOf(dialect, "dialect", [.. LifecycleDialects.All]);
        if (node.Length > 0 && !ThingName.IsValid(node)) violations.CheckName(node, "node");
        if (violations.ToError() is { } violation) return violation;

        var isOnlyForSome = gate.Authorize(caller, Action, "client/", "*");
        if (node.Length > 0 && isOnlyForSome is not null) return isOnlyForSome;
        var topic = dialect == LifecycleDialects.VerneMq ? http.Request.Headers[VerneMqHook].ToString() : string.Empty;
        reader = _parsers.CreateReader(dialect, isLines, topic, node, isOnlyForSome is null ? brokers : null);

        if (IsStream(http)) LetStream(http);
        return null;
    }

    /// <summary>A token needs no signature over the body, so that the body is applied while it arrives.</summary>
    private static bool IsStream(HttpContext http) => http.User.Identity?.AuthenticationType == ConnectivityBearerDefaults.AuthenticationScheme;

    /// <summary>Lets the body go on for ever and pause for as long as devices are quiet.</summary>
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
