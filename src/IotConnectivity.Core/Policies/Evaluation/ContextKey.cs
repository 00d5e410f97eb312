using System.Collections.Frozen;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>The name of a condition key, resolved once to a place in the context where it is one of ours.</summary>
internal readonly record struct ContextKey(string Name, int Slot)
{
    private const int NotWellKnown = -1;

    private static readonly string[] WellKnown =
    [
        ConditionKeys.UserName,
        ConditionKeys.UserId,
        ConditionKeys.PrincipalArn,
        ConditionKeys.PrincipalAccount,
        ConditionKeys.PrincipalType,
        ConditionKeys.SourceIp,
        ConditionKeys.SecureTransport,
        ConditionKeys.CurrentTime,
        ConditionKeys.EpochTime,
        ConditionKeys.UserAgent,
        ConditionKeys.RequestedRegion,
        ConditionKeys.TagKeys,
        ConditionKeys.IncludeSocketInformation,
    ];

    private static readonly FrozenDictionary<string, int> Slots = WellKnown
        .Select(static (name, slot) => KeyValuePair.Create(name, slot))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly int CurrentTimeSlot = Slots[ConditionKeys.CurrentTime];
    private static readonly int EpochTimeSlot = Slots[ConditionKeys.EpochTime];

    internal static int WellKnownCount => WellKnown.Length;

    internal bool IsWellKnown => Slot != NotWellKnown;

    internal bool IsCurrentTime => Slot == CurrentTimeSlot;

    internal bool IsEpochTime => Slot == EpochTimeSlot;

    internal static ContextKey Of(string name) => new(name, Slots.GetValueOrDefault(name, NotWellKnown));
}
