using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Registry;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary>What the operations on things, thing types and thing groups have in common.</summary>
internal static class RegistryOperation
{
    /// <summary>How many entries a page has when the caller does not say; AWS does not document its number.</summary>
    private const int UsualPageSize = 25;

    /// <summary>Gets a name out of the path.</summary>
    public static string NameOf(HttpContext http, string label) => http.Request.RouteValues[label] as string ?? string.Empty;

    /// <summary>Checks the name in the path, and whether the caller may do this to what has that name.</summary>
    /// <param name="http">The request.</param>
    /// <param name="gate">Who may.</param>
    /// <param name="action">For example <c>iot:DescribeThing</c>.</param>
    /// <param name="label">Where the name stands in the path, for example <c>thingName</c>.</param>
    /// <param name="type">For example <c>thing/</c>.</param>
    /// <param name="violations">What else is wrong with the request.</param>
    public static AwsError? Admit(HttpContext http, ApiGate gate, string action, string label, ReadOnlySpan<char> type, ConstraintViolations violations)
    {
        var name = NameOf(http, label);
        violations.CheckName(name, label);
        return violations.ToError() ?? gate.Admit(http, action, type, name);
    }

    public static AwsError ToAwsError(RegistryError error) => new(
        error.Code switch
        {
            RegistryErrorCode.NotFound => AwsErrorCode.ResourceNotFound,
            RegistryErrorCode.AlreadyExists => AwsErrorCode.ResourceAlreadyExists,
            RegistryErrorCode.VersionConflict => AwsErrorCode.VersionConflict,
            RegistryErrorCode.NotReady => AwsErrorCode.ServiceUnavailable,
            RegistryErrorCode.LimitExceeded => AwsErrorCode.LimitExceeded,
            _ => AwsErrorCode.InvalidRequest,
        },
        error.Message);

    /// <summary>Reads a text out of the query; an empty one is as if not given.</summary>
    public static string? ReadText(HttpContext http, string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Reads a whole number out of the query.</summary>
    public static long? ReadNumber(HttpContext http, string name, ConstraintViolations violations)
    {
        if (ReadText(http, name) is not { } text) return null;
        if (long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)) return number;
        violations.Add(text, name, "Member must be a whole number");
        return null;
    }

    /// <summary>Reads one of the words <c>true</c> and <c>false</c> out of the query.</summary>
    public static bool? ReadFlag(HttpContext http, string name, ConstraintViolations violations)
    {
        switch (ReadText(http, name))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            case { } other:
                violations.Add(other, name, "Member must satisfy enum value set: [true, false]");
                return null;
        }
    }

    /// <summary>Reads how many entries a page is to have.</summary>
    public static int ReadPageSize(HttpContext http, ConstraintViolations violations, int most = RegistryLimits.MaxPageSize)
    {
        var maxResults = ReadNumber(http, "maxResults", violations) ?? UsualPageSize;
        if (maxResults < 1) violations.Add($"{maxResults}", "maxResults", "Member must have value greater than or equal to 1");
        if (maxResults > most) violations.Add($"{maxResults}", "maxResults", $"Member must have value less than or equal to {most}");
        return (int)Math.Clamp(maxResults, 1, most);
    }
}
