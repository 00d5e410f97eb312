using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Schema;

/// <summary>Reads <c>deviceDefender.&lt;profile&gt;.&lt;behavior&gt;.&lt;part&gt;</c>, in which profile and behaviour may be <c>*</c>.</summary>
/// <remarks>AWS IoT Developer Guide, Example thing queries; the <c>*</c>: AWS IoT blog on the disconnect duration metric.</remarks>
internal static class ViolationFieldName
{
    internal static ViolationField? Find(string name)
    {
        if (!name.StartsWith(FieldNames.DeviceDefenderPrefix, StringComparison.Ordinal)) return null;
        // Neither names of profiles nor of behaviours have dots.
        if (name[FieldNames.DeviceDefenderPrefix.Length..].Split('.', 3) is not [var profile, var behavior, var part]) return null;
        return IsElement(profile) && IsElement(behavior) && TryParsePart(part, out var parsed)
            ? new ViolationField(name, OneOrAll(profile), OneOrAll(behavior), parsed)
            : null;
    }

    private static bool IsElement(string element) =>
        element.Length > 0 && (IsAll(element) || element.AsSpan().IndexOfAny(TextPattern.AnyRun, TextPattern.AnyOne) < 0);

    private static bool IsAll(string element) => element is [TextPattern.AnyRun];

    private static string? OneOrAll(string element) => IsAll(element) ? null : element;

    private static bool TryParsePart(string text, out ViolationPart part)
    {
        ViolationPart? found = text switch
        {
            "inViolation" => ViolationPart.InViolation,
            "metricName" => ViolationPart.MetricName,
            "lastViolationTime" => ViolationPart.LastViolationTime,
            "lastViolationValue" => ViolationPart.LastViolationValue,
            "lastViolationValue.number" or "lastViolationValue.count" => ViolationPart.LastViolationNumber,
            _ => null,
        };
        part = found.GetValueOrDefault();
        return found is not null;
    }
}
