using System.Globalization;
using IotConnectivity.Queries.Conditions;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Fleet.Violations;

/// <summary>The values that the violations of a thing have for the fields of <c>deviceDefender</c>.</summary>
internal static class ViolationValues
{
    private static readonly ViolationField[] AllFields =
        [.. Enum.GetValues<ViolationPart>().Select(static part => new ViolationField(FieldNames.DeviceDefenderPrefix, null, null, part))];

    /// <summary>Says whether a field means a behaviour.</summary>
    internal static bool IsOf(BehaviorViolation violation, ViolationField field) =>
        (field.Profile is null || field.Profile == violation.Profile) && (field.Behavior is null || field.Behavior == violation.Behavior);

    /// <summary>Gets how many violations go on, which is 0 for a thing of which nothing is known.</summary>
    internal static FieldValue Count(ThingViolations? violations) => Number(violations?.Count ?? 0);

    /// <summary>Gets the different values of a field.</summary>
    internal static IEnumerable<FieldValue> Of(ThingViolations? violations, ViolationField field, long nowMs) =>
        violations is null ? [] : violations.All.Where(one => IsOf(one, field)).SelectMany(one => Of(one, field.Part, nowMs)).Distinct();

    /// <summary>Gets the values of all fields; none for a thing of which nothing is known, so that not every thing is found for a 0.</summary>
    internal static IEnumerable<FieldValue> All(ThingViolations? violations, long nowMs) =>
        violations is null ? [] : AllFields.SelectMany(field => Of(violations, field, nowMs)).Prepend(Count(violations));

    /// <summary>Gets a value as texts: the number, or each address.</summary>
    internal static IEnumerable<string> Texts(LastViolation last) =>
        last.Count is { } count ? [count.ToString(CultureInfo.InvariantCulture)] : last.Cidrs ?? [];

    private static IEnumerable<FieldValue> Of(BehaviorViolation violation, ViolationPart part, long nowMs) => part switch
    {
        ViolationPart.InViolation => [new(violation.InViolation ? BooleanCondition.TrueText : BooleanCondition.FalseText)],
        ViolationPart.MetricName => [new(violation.Metric)],
        ViolationPart.LastViolationTime => [Number(violation.Last(nowMs).TimeMs)],
        ViolationPart.LastViolationNumber => violation.Last(nowMs).Count is { } count ? [new(count.ToString(CultureInfo.InvariantCulture), count)] : [],
        _ => Texts(violation.Last(nowMs)).Select(static text => new FieldValue(text)),
    };

    private static FieldValue Number(long number) => new(number.ToString(CultureInfo.InvariantCulture), number);
}
