using FsCheck;
using FsCheck.Fluent;

namespace IotConnectivity.Timing;

/// <summary>What the handler of a random test does with a timeout.</summary>
internal abstract record WheelReaction
{
    public static Gen<WheelReaction> Any { get; } = Gen.OneOf(
        WheelReach.Any.Select(again => (WheelReaction)new NotYet(again)),
        from other in TestTimeout.AnyId from due in WheelReach.Any select (WheelReaction)new Arm(other, due),
        TestTimeout.AnyId.Select(other => (WheelReaction)new Disarm(other)),
        from other in TestTimeout.AnyId from due in WheelReach.Any select (WheelReaction)new ArmAndThrow(other, due));

    public sealed record NotYet(WheelReach Again) : WheelReaction;

    public sealed record Arm(int Other, WheelReach Due) : WheelReaction;

    public sealed record Disarm(int Other) : WheelReaction;

    public sealed record ArmAndThrow(int Other, WheelReach Due) : WheelReaction;
}
