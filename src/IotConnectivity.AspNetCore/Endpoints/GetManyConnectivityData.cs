using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Indexing;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>POST /things/connectivity-data</c>: what <see cref="GetThingConnectivityData"/> answers, for many things at once. Ours; AWS has no such operation.</summary>
/// <remarks>
/// A name is answered or refused as in a call of its own, so nobody learns more here than there. A caller who may ask for none of the things is refused as a whole.
/// Each state is whole in itself; they are not all of the same moment.
/// </remarks>
internal sealed class GetManyConnectivityData(GetThingConnectivityData status, ApiGate gate)
{
    private const int MaxNames = 10_000;
    private const string Member = "thingNames";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.GetManyConnectivityDataRequest).ConfigureAwait(false);
        error ??= Check(request!) ?? Answer(http, request!.ThingNames!, request.IncludeSocketInformation ?? false);
        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);
    }

    private static AwsError? Check(GetManyConnectivityDataRequest request)
    {
        var violations = new ConstraintViolations();
        if (request.ThingNames is not { } names)
        {
            violations.Required(Member);
        }
        else if (names.Count > MaxNames)
        {
            violations.Add($"{names.Count} members", Member, $"Member must have length less than or equal to {MaxNames}");
        }
        else
        {
            foreach (var (i, name) in names.Index())
            {
                if (name is null) violations.Required($"{Member}.{i + 1}.member");
            }
        }

        return violations.ToError();
    }

    private AwsError? Answer(HttpContext http, IReadOnlyList<string?> names, bool includeSockets)
    {
        if (gate.Identify(http, out var caller) is { } refusal) return refusal;
        var withSockets = status.ShowsSockets(includeSockets);
        var errors = new List<(string Name, AwsError Error)>();
        var buffer = new ArrayBufferWriter<byte>(256 + (128 * names.Count));
        using var writer = new Utf8JsonWriter(buffer, Readable);
        writer.WriteStartObject();
        writer.WriteStartArray("things");
        foreach (var name in names)
        {
            var connectivity = ThingConnectivity.Never;
            var error = GetThingConnectivityData.CheckName(name!) ?? status.Ask(caller, name!, includeSockets, out connectivity);
            if (error is null) ConnectivityAnswer.WriteThing(writer, name!, connectivity, withSockets);
            else errors.Add((name!, error));
        }

        writer.WriteEndArray();
        if (errors.Count == names.Count && FindRefusal(errors) is { } nothing) return nothing;
        WriteErrors(writer, errors);
        writer.WriteEndObject();
        writer.Flush();
        JsonAnswer.Write(http, buffer.WrittenSpan);
        return null;
    }

    // When not one name was past the policies.
    private static AwsError? FindRefusal(List<(string Name, AwsError Error)> errors) =>
        errors.TrueForAll(static entry => entry.Error.Code is AwsErrorCode.AccessDenied or AwsErrorCode.InvalidRequest)
            ? errors.Find(static entry => entry.Error.Code == AwsErrorCode.AccessDenied).Error
            : null;

    private static void WriteErrors(Utf8JsonWriter writer, List<(string Name, AwsError Error)> errors)
    {
        writer.WriteStartArray("errors");
        foreach (var (name, error) in errors)
        {
            writer.WriteStartObject();
            writer.WriteString("thingName", name);
            writer.WriteString("code", AwsErrorCatalog.NameOf(error.Code));
            writer.WriteString("message", error.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
