using FsCheck;
using FsCheck.Fluent;

namespace IotConnectivity.Timing;

/// <summary>A distance that likes the edges of the levels.</summary>
/// <param name="Level">The level whose slot width is the unit.</param>
/// <param name="Steps">How many units from the present tick.</param>
/// <param name="Offset">Ticks more or less.</param>
/// <param name="FromEdge">Whether to count from the last edge of the level rather than from the present tick itself.</param>
internal sealed record WheelReach(int Level, int Steps, int Offset, bool FromEdge)
{
    private static readonly Gen<int> AnyLevel = Gen.Frequency((6, Gen.Choose(0, 2)), (2, Gen.Choose(3, 9)), (1, Gen.Constant(10)));
    private static readonly Gen<int> AnySteps = Gen.Frequency((3, Gen.Choose(-1, 2)), (2, Gen.Choose(0, 130)), (1, Gen.Elements(62, 63, 64, 65)));

    public static Gen<WheelReach> Any { get; } =
        from level in AnyLevel
        from steps in AnySteps
        from offset in Gen.Choose(-1, 1)
        from fromEdge in Gen.Elements(true, false)
        select new WheelReach(level, steps, offset, fromEdge);

    public long From(long now)
    {
        var width = Int128.One << (6 * Level);
        var origin = FromEdge ? now / width * width : now;
        return (long)Int128.Clamp(origin + (Steps * width) + Offset, -1, long.MaxValue);
    }
}
