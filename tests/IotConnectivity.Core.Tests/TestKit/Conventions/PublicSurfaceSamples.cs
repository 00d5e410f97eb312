// One sample of every kind of declaration; nobody calls these.
#pragma warning disable CA1000, CA1036, CA1051, CA1068, CA1822, MA0016

namespace IotConnectivity.TestKit.Conventions.Samples;

public interface IShape : IDisposable
{
    double Area { get; set; }

    Task<string?> LoadAsync(CancellationToken cancellationToken);
}

[Flags]
public enum Colours : byte
{
    None = 0,
    Red = 1,
    Green = 2,
}

public delegate T? Choose<T>(T left, in int right)
    where T : class;

public readonly record struct Point(int X, int Y);

public sealed record Person(string Name, string? Nick)
{
    public void Deconstruct(out string name) => name = Name;
}

public ref struct Window
{
    public int Left;
    public readonly Span<byte> Bytes => default;
}

public static class TextExtensions
{
    [Obsolete("Use Length.")]
    public static int Count(this string text) => text.Length;
}

public class Outer<T>
    where T : struct
{
    public T Value { get; set; }

    public sealed class Inner
    {
        public Dictionary<string, T?>? Values { get; set; }

        internal int Hidden { get; set; }
    }
}

public abstract class Sample<T> : IComparable<Sample<T>>, IShape
    where T : class, IDisposable, new()
{
    public const string Name = "thing";
    protected const int Most = 128;
    public static readonly long[][] Table = [];

    protected Sample(in T first, params string?[] rest)
    {
        Owner = rest.Length > 0 ? rest[0] : first.ToString();
        Changed?.Invoke(this, EventArgs.Empty);
    }

    public event EventHandler? Changed;

    public required string Text { get; init; }

    public string? Owner { get; protected set; }

    public double Area { get; set; }

    public T? this[int index] => index == 0 ? null : new T();

    public static bool operator <(Sample<T> left, Sample<T> right) => left.Area < right.Area;

    public static bool operator >(Sample<T> left, Sample<T> right) => left.Area > right.Area;

    public static explicit operator double(Sample<T> sample) => sample.Area;

    public static TOut? Pick<TOut>(ref int count, Span<TOut> from)
        where TOut : struct => from.Length > count++ ? from[0] : null;

    public abstract IReadOnlyDictionary<string, T?> Find(out bool found);

    public Task<string?> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(Owner);

    public int CompareTo(Sample<T>? other) => 0;

    public override string ToString() => Text;

    public sealed override int GetHashCode() => 0;

    public void Dispose()
    {
        Reset();
        GC.SuppressFinalize(this);
    }

    protected virtual void Reset(
        CancellationToken cancellationToken = default, string? why = null, DayOfWeek day = DayOfWeek.Friday, bool now = true, char mark = 'x', double factor = 1.5)
    {
        Changed = null;
    }

    private protected void Hidden()
    {
    }
}
