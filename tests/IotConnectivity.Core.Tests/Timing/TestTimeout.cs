using FsCheck;
using FsCheck.Fluent;

namespace IotConnectivity.Timing;

/// <summary>A timeout with a number, so that a failing test can say which one.</summary>
internal sealed class TestTimeout(int id) : WheelTimeout
{
    /// <summary>How many timeouts a random test plays with: few, so that they meet.</summary>
    public const int Count = 12;

    public static Gen<int> AnyId { get; } = Gen.Choose(0, Count - 1);

    public int Id => id;
}
