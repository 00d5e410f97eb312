using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary>What the operations on one thing have in common.</summary>
internal static class ThingOperation
{
    public static string NameOf(HttpContext http) => http.Request.RouteValues["thingName"] as string ?? string.Empty;

    /// <summary>Checks the name in the path, and whether the caller may do this to that thing.</summary>
    public static AwsError? Admit(HttpContext http, ApiGate gate, string action, ConstraintViolations violations)
    {
        var name = NameOf(http);
        violations.CheckThingName(name);
        return violations.ToError() ?? gate.Admit(http, action, "thing/", name);
    }

    public static AwsError ToAwsError(RegistryError error) => new(
        error.Code switch
        {
            RegistryErrorCode.NotFound => AwsErrorCode.ResourceNotFound,
            RegistryErrorCode.AlreadyExists => AwsErrorCode.ResourceAlreadyExists,
            RegistryErrorCode.VersionConflict => AwsErrorCode.VersionConflict,
            RegistryErrorCode.NotReady => AwsErrorCode.ServiceUnavailable,
            _ => AwsErrorCode.InvalidRequest,
        },
        error.Message);

    /// <summary>Reads a whole number out of the query.</summary>
    public static long? ReadNumber(HttpContext http, string name, ConstraintViolations violations)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0) return null;
        if (long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)) return number;
        violations.Add(text, name, "Member must be a whole number");
        return null;
    }
}
