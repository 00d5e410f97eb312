using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints.ThingTypes;

/// <summary>What the operations on one thing type have in common.</summary>
internal static class ThingTypeOperation
{
    private const string Label = "thingTypeName";

    public static string NameOf(HttpContext http) => RegistryOperation.NameOf(http, Label);

    /// <summary>Checks the name in the path, and whether the caller may do this to that type.</summary>
    public static AwsError? Admit(HttpContext http, ApiGate gate, string action, ConstraintViolations violations) =>
        RegistryOperation.Admit(http, gate, action, Label, "thingtype/", violations);
}
