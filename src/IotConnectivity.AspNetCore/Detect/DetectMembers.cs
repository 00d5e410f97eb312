using System.Buffers;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.AspNetCore.History;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Detect;

/// <summary>Checks members that several operations on violations and mitigation have, in AWS's words.</summary>
/// <remarks>Source: AWS IoT API Reference, the shapes ViolationId, MitigationActionName, DetectMitigationActionsTaskId, DetectMitigationActionsTaskRequestToken and DeviceDefenderThingName.</remarks>
internal static class DetectMembers
{
    private const int MaxLength = 128;
    private const int MaxTokenLength = 64;
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> InViolationIds = SearchValues.Create(Alphanumeric + "-");
    private static readonly SearchValues<char> InNames = SearchValues.Create(Alphanumeric + "-_");

    public static void CheckViolationId(string id, string member, ConstraintViolations violations) =>
        Check(id, member, MaxLength, InViolationIds, @"[a-zA-Z0-9\-]+", violations);

    /// <summary>Checks the name of a mitigation action or the id of a task.</summary>
    public static void CheckName(string name, string member, ConstraintViolations violations) => Check(name, member, MaxLength, InNames, "[a-zA-Z0-9_-]+", violations);

    public static void CheckToken(string token, string member, ConstraintViolations violations) => Check(token, member, MaxTokenLength, InNames, "^[a-zA-Z0-9-_]+$", violations);

    /// <summary>Checks the name of a thing, which may be that of a client nobody has registered: only its length counts.</summary>
    public static void CheckThing(string? name, ConstraintViolations violations)
    {
        if (name is { Length: > MaxLength }) TooLong(name, "thingName", MaxLength, violations);
    }

    /// <summary>Reads a range of time that must be given.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End) ReadRange(HttpContext http, ConstraintViolations violations)
    {
        var (start, end) = ReadOptionalRange(http, violations);
        foreach (var member in (string[])["startTime", "endTime"])
        {
            if (http.Request.Query[member].ToString().Length == 0) violations.Required(member);
        }

        return (start ?? default, end ?? default);
    }

    /// <summary>Reads a range of time of which both ends may be missing.</summary>
    public static (DateTimeOffset? Start, DateTimeOffset? End) ReadOptionalRange(HttpContext http, ConstraintViolations violations)
    {
        var start = HistoryOperation.ReadTime(http, "startTime", violations);
        var end = HistoryOperation.ReadTime(http, "endTime", violations);
        if (end < start) violations.Add(http.Request.Query["endTime"].ToString(), "endTime", "Member must not be before startTime");
        return (start, end);
    }

    private static void Check(string text, string member, int most, SearchValues<char> allowed, string pattern, ConstraintViolations violations)
    {
        if (text.Length == 0) violations.Add(text, member, "Member must have length greater than or equal to 1");
        else if (text.Length > most) TooLong(text, member, most, violations);
        else if (text.AsSpan().ContainsAnyExcept(allowed)) violations.Add(text, member, $"Member must satisfy regular expression pattern: {pattern}");
    }

    private static void TooLong(string text, string member, int most, ConstraintViolations violations) =>
        violations.Add(text, member, $"Member must have length less than or equal to {most}");
}
