using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingGroups;

/// <summary><c>PUT /thing-groups/addThingToThingGroup</c> and <c>PUT /thing-groups/removeThingFromThingGroup</c></summary>
/// <remarks>Thing and group are named or given by their ARNs; the caller must be allowed on both.</remarks>
internal sealed class ChangeThingGroupMember(ThingRegistry registry, ApiGate gate, DurableWrites writes)
{
    public Task AddAsync(HttpContext http) => InvokeAsync(
        http, "iot:AddThingToThingGroup", static (request, group) => new ThingGroupChange { Add = [group], OverrideDynamicGroups = request.OverrideDynamicGroups ?? false });

    public Task RemoveAsync(HttpContext http) => InvokeAsync(http, "iot:RemoveThingFromThingGroup", static (_, group) => new ThingGroupChange { Remove = [group] });

    private async Task InvokeAsync(HttpContext http, string action, Func<ThingGroupMemberRequest, string, ThingGroupChange> change)
    {
        var (request, error) = await RequestJson.ReadAsync(http, ConnectivityJsonContext.Default.ThingGroupMemberRequest).ConfigureAwait(false);
        await writes.AnswerAsync(http, error ?? Change(http, request!, action, change)).ConfigureAwait(false);
    }

    private AwsError? Change(HttpContext http, ThingGroupMemberRequest request, string action, Func<ThingGroupMemberRequest, string, ThingGroupChange> change)
    {
        var violations = new ConstraintViolations();
        var group = ReadName(request.ThingGroupName, request.ThingGroupArn, "thingGroup", ThingGroupOperation.ResourceType, violations);
        var thing = ReadName(request.ThingName, request.ThingArn, "thing", "thing/", violations);
        if ((violations.ToError() ?? Authorize(http, action, thing, group)) is { } refusal) return refusal;
        return registry.Groups.TryChange(thing, change(request, group), out var error) ? null : RegistryOperation.ToAwsError(error);
    }

    private AwsError? Authorize(HttpContext http, string action, string thing, string group) =>
        gate.Identify(http, out var caller) ?? gate.Authorize(caller, action, "thing/", thing) ?? gate.Authorize(caller, action, ThingGroupOperation.ResourceType, group);

    private string ReadName(string? name, string? arn, string member, string type, ConstraintViolations violations)
    {
        string? inArn = null;
        if (arn is not null && !gate.Arns.TryGetName(arn, type, out inArn)) violations.Add(arn, $"{member}Arn", $"Member must be the ARN of a {member} of this account and region");
        if (name is not null && inArn is not null && name != inArn) violations.Add(arn, $"{member}Arn", $"Member must be the ARN of the {member} that {member}Name names");
        if (name is null && arn is null) violations.Required($"{member}Name");
        else if ((name ?? inArn) is { } given) violations.CheckName(given, name is null ? $"{member}Arn" : $"{member}Name");
        return name ?? inArn ?? string.Empty;
    }
}
