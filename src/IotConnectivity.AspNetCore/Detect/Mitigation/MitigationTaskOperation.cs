using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Endpoints;
using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect.Mitigation;

/// <summary>What the operations on one task have in common.</summary>
internal static class MitigationTaskOperation
{
    public const string Label = "taskId";

    public static string IdOf(HttpContext http) => RegistryOperation.NameOf(http, Label);

    public static void CheckId(HttpContext http, ConstraintViolations violations) => DetectMembers.CheckName(IdOf(http), Label, violations);

    /// <summary>Checks the id in the path, and whether the caller may do this; tasks are no resources.</summary>
    public static AwsError? Admit(HttpContext http, ApiGate gate, string action)
    {
        var violations = new ConstraintViolations();
        CheckId(http, violations);
        return violations.ToError() ?? gate.Admit(http, action, [], []);
    }
}
