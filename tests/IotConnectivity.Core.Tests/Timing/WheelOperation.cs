using FsCheck;
using FsCheck.Fluent;

namespace IotConnectivity.Timing;

/// <summary>One step of a random test: what is done to the wheel and to the model.</summary>
internal abstract record WheelOperation
{
    public static Gen<WheelOperation> Any { get; } = Gen.Frequency(
        (5, from id in TestTimeout.AnyId from due in WheelReach.Any select (WheelOperation)new Schedule(id, due)),
        (1, TestTimeout.AnyId.Select(id => (WheelOperation)new Cancel(id))),
        (3, WheelReach.Any.Select(to => (WheelOperation)new Advance(to))),
        (3, from id in TestTimeout.AnyId from reaction in WheelReaction.Any select (WheelOperation)new Prepare(id, reaction)));

    public sealed record Schedule(int Id, WheelReach Due) : WheelOperation;

    public sealed record Cancel(int Id) : WheelOperation;

    public sealed record Advance(WheelReach To) : WheelOperation;

    /// <summary>Says what the handler does at the next delivery of a timeout, once.</summary>
    public sealed record Prepare(int Id, WheelReaction Reaction) : WheelOperation;
}
