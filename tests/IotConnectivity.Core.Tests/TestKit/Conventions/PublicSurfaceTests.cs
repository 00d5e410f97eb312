using IotConnectivity.TestKit.Conventions.Samples;

namespace IotConnectivity.TestKit.Conventions;

public class PublicSurfaceTests
{
    [Fact]
    public void Of_Class_WritesEveryKindOfMember() =>
        Assert.Equal(
            [
                "abstract class : IComparable<Sample<T>>, IDisposable, IShape where T : class, IDisposable, new()",
                "T? this[int index] { get; }",
                "Task<string?> LoadAsync(CancellationToken cancellationToken)",
                "abstract IReadOnlyDictionary<string, T?> Find(out bool found)",
                "const string Name = \"thing\"",
                "double Area { get; set; }",
                "event EventHandler? Changed",
                "int CompareTo(Sample<T>? other)",
                "override string ToString()",
                "protected Sample(in T first, params string?[] rest)",
                "protected const int Most = 128",
                "protected virtual void Reset(CancellationToken cancellationToken = default, string? why = null, DayOfWeek day = DayOfWeek.Friday, bool now = true, char mark = 'x', double factor = 1.5)",
                "required string Text { get; init; }",
                "sealed override int GetHashCode()",
                "static TOut? Pick<TOut>(ref int count, Span<TOut> from) where TOut : struct",
                "static bool operator <(Sample<T> left, Sample<T> right)",
                "static bool operator >(Sample<T> left, Sample<T> right)",
                "static explicit operator double(Sample<T> sample)",
                "static readonly long[][] Table",
                "string? Owner { get; protected set; }",
                "void Dispose()",
            ],
            Declarations(typeof(Sample<>)));

    [Fact]
    public void Of_RecordStruct_LeavesOutWhatTheCompilerAdds() =>
        Assert.Equal(
            ["readonly record struct : IEquatable<Point>", "Point(int X, int Y)", "int X { get; init; }", "int Y { get; init; }"],
            Declarations(typeof(Point)));

    [Fact]
    public void Of_RecordClass_KeepsWhatIsWritten() =>
        Assert.Equal(
            [
                "sealed record class : IEquatable<Person>",
                "Person(string Name, string? Nick)",
                "string Name { get; init; }",
                "string? Nick { get; init; }",
                "void Deconstruct(out string name)",
            ],
            Declarations(typeof(Person)));

    [Fact]
    public void Of_StaticClass_WritesExtensionsAndObsolescence() =>
        Assert.Equal(["static class", "[Obsolete] static int Count(this string text)"], Declarations(typeof(TextExtensions)));

    [Fact]
    public void Of_Interface_WritesNoModifiers() =>
        Assert.Equal(
            ["interface : IDisposable", "Task<string?> LoadAsync(CancellationToken cancellationToken)", "double Area { get; set; }"],
            Declarations(typeof(IShape)));

    [Fact]
    public void Of_Enum_WritesNamesAndNumbers() =>
        Assert.Equal(["[Flags] enum : byte", "None = 0", "Red = 1", "Green = 2"], Declarations(typeof(Colours)));

    [Fact]
    public void Of_Delegate_WritesItsShape() =>
        Assert.Equal(["delegate T? Choose<T>(T left, in int right) where T : class"], Declarations(typeof(Choose<>)));

    [Fact]
    public void Of_RefStruct_SaysSo() =>
        Assert.Equal(["ref struct", "Span<byte> Bytes { get; }", "int Left"], Declarations(typeof(Window)));

    [Fact]
    public void Of_NestedType_NamesTheOuterOne() =>
        Assert.Equal(
            [
                "IotConnectivity.TestKit.Conventions.Samples.Outer<T>.Inner: sealed class",
                "IotConnectivity.TestKit.Conventions.Samples.Outer<T>.Inner: Dictionary<string, T?>? Values { get; set; }",
                "IotConnectivity.TestKit.Conventions.Samples.Outer<T>.Inner: Inner()",
            ],
            PublicSurface.Of(typeof(Outer<>.Inner)));

    [Fact]
    public void Of_Assembly_ListsPublicTypesInOrder()
    {
        var lines = PublicSurface.Of(typeof(ThingName).Assembly);

        Assert.Contains("IotConnectivity.ThingName: const int MaxLength = 128", lines);
        Assert.Contains("IotConnectivity.ThingName: static bool TryParse(string? text, out ThingName name)", lines);
        Assert.DoesNotContain(lines, line => line.Contains("TimingWheel", StringComparison.Ordinal));
        var types = lines.Select(line => line.Split(": ")[0]).Distinct().ToList();
        Assert.Equal(types.Order(StringComparer.Ordinal), types);
    }

    private static IEnumerable<string> Declarations(Type type) =>
        PublicSurface.Of(type).Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
}
