using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Detect.Mitigation;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary><c>GET /mitigationactions/actions</c></summary>
internal sealed class ListMitigationActions(MitigationActions actions, ApiGate gate)
{
    private const string TypeMember = "actionType";

    private static readonly string[] Types =
    [
        "UPDATE_DEVICE_CERTIFICATE", "UPDATE_CA_CERTIFICATE", MitigationOperation.AddThingsToThingGroup, "REPLACE_DEFAULT_POLICY_VERSION", "ENABLE_IOT_LOGGING", "PUBLISH_FINDING_TO_SNS",
    ];

    public Task InvokeAsync(HttpContext http)
    {
        var error = List(http, out var answer);
        return error is null ? JsonAnswer.WriteAsync(http, answer!, MitigationAnswerContext.Readable.ListMitigationActionsResponse) : AwsErrorWriter.WriteAsync(http, error);
    }

    private AwsError? List(HttpContext http, out ListMitigationActionsResponse? answer)
    {
        answer = null;
        var violations = new ConstraintViolations();
        var maxResults = RegistryOperation.ReadPageSize(http, violations);
        var type = RegistryOperation.ReadText(http, TypeMember);
        if (type is not null && !Types.Contains(type)) violations.NotOneOf(type, TypeMember, Types);
        if ((violations.ToError() ?? gate.Admit(http, "iot:ListMitigationActions", [], [])) is { } refusal) return refusal;
        if (!actions.TryList(maxResults, RegistryOperation.ReadText(http, "nextToken"), out var page, out var error)) return RegistryOperation.ToAwsError(error);

        // There are none of any other type.
        answer = type is null or MitigationOperation.AddThingsToThingGroup ? new ListMitigationActionsResponse([.. page.Actions.Select(Describe)], page.NextToken) : new ListMitigationActionsResponse([], null);
        return null;
    }

    private ActionIdentifierContract Describe(MitigationAction action) => new(action.Name, gate.Arns.OfMitigationAction(action.Name), WireTime.Of(action.CreatedAt));
}
