using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingGroups;

/// <summary><c>PUT /thing-groups/updateThingGroupsForThing</c></summary>
/// <remarks>The caller must be allowed on the thing and on every group.</remarks>
internal sealed class UpdateThingGroupsForThing(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    private const string Action = "iot:UpdateThingGroupsForThing";

    public async Task InvokeAsync(HttpContext http)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.UpdateThingGroupsForThingRequest).ConfigureAwait(false);
        await writes.AnswerAsync(http, error ?? Update(http, request!)).ConfigureAwait(false);
    }

    private AwsError? Update(HttpContext http, UpdateThingGroupsForThingRequest request)
    {
        var violations = new ConstraintViolations();
        if (request.ThingName is { } name) violations.CheckName(name, "thingName");
        else violations.Required("thingName");
        var change = new ThingGroupChange
        {
            Add = ReadNames(request.ThingGroupsToAdd, "thingGroupsToAdd", violations),
            Remove = ReadNames(request.ThingGroupsToRemove, "thingGroupsToRemove", violations),
            OverrideDynamicGroups = request.OverrideDynamicGroups ?? false,
        };
        if ((violations.ToError() ?? Authorize(http, request.ThingName!, change)) is { } refusal) return refusal;
        return registry.Groups.TryChange(request.ThingName!, change, out var error) ? null : RegistryOperation.ToAwsError(error);
    }

    private AwsError? Authorize(HttpContext http, string thing, ThingGroupChange change)
    {
        var refusal = gate.Identify(http, out var caller) ?? gate.Authorize(caller, Action, "thing/", thing);
        foreach (var group in change.Add.Concat(change.Remove)) refusal ??= gate.Authorize(caller, Action, ThingGroupOperation.ResourceType, group);
        return refusal;
    }

    private static string[] ReadNames(IReadOnlyList<string?>? names, string member, ConstraintViolations violations)
    {
        foreach (var (i, name) in (names ?? []).Index())
        {
            if (name is null) violations.Required($"{member}.{i + 1}.member");
            else violations.CheckName(name, $"{member}.{i + 1}.member");
        }

        return [.. (names ?? []).OfType<string>()];
    }
}
