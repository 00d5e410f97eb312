using IotConnectivity.Lifecycle;

namespace IotConnectivity.Storage;

/// <summary>Numbers the sources of events, so that a stored event names its source in one byte or two.</summary>
/// <remarks>
/// Two sources with the same members have the same number. Any thread may look up; adding is safe on any thread too. A store writes each new source down before, or together with,
/// the first event that names it.
/// </remarks>
public sealed class SourceTable
{
    private readonly Lock _adding = new();
    private readonly Dictionary<Members, int> _numbers = [];
    private LifecycleSource[] _sources = new LifecycleSource[4];
    private int _count;
    private Numbered? _last;

    /// <summary>Gets how many sources there are; their numbers are 0 to this, exclusive.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Gets the source of a number.</summary>
    /// <param name="number">From 0 to <see cref="Count"/>, exclusive.</param>
    public LifecycleSource this[int number] =>
        (uint)number < (uint)Count ? Volatile.Read(ref _sources)[number] : throw new ArgumentOutOfRangeException(nameof(number), number, "no source has this number");

    /// <summary>Gets the number of a source; a new one for a source that was not seen before.</summary>
    /// <param name="source">The source.</param>
    /// <returns>The number.</returns>
    public int NumberOf(LifecycleSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var last = Volatile.Read(ref _last);
        if (ReferenceEquals(last?.Source, source)) return last.Number;
        lock (_adding)
        {
            var members = Members.Of(source);
            if (!_numbers.TryGetValue(members, out var number))
            {
                number = _count;
                _numbers.Add(members, number);

                // The instance that everybody else in this process has, so that comparing references is enough nearly always.
                var shared = members == Members.Of(LifecycleSource.Aws) ? LifecycleSource.Aws : source;
                if (number == _sources.Length)
                {
                    var larger = new LifecycleSource[2 * number];
                    _sources.CopyTo(larger, 0);
                    Volatile.Write(ref _sources, larger);
                }

                // INVARIANT: a number below the count is in the array that is read after the count.
                _sources[number] = shared;
                Volatile.Write(ref _count, number + 1);
            }

            Volatile.Write(ref _last, new Numbered(source, number));
            return number;
        }
    }

    /// <summary>Gets the source of a number.</summary>
    /// <param name="number">Any number.</param>
    /// <param name="source">The source.</param>
    /// <returns>Whether the number was given to a source.</returns>
    internal bool TryGet(ulong number, out LifecycleSource? source)
    {
        source = number < (ulong)Count ? Volatile.Read(ref _sources)[number] : null;
        return source is not null;
    }

    private sealed record Numbered(LifecycleSource Source, int Number);

    private readonly record struct Members(string Name, string Node, long Epoch, ConnectionNumbers Numbers, bool ReusesKeys, bool ReportsActivity)
    {
        internal static Members Of(LifecycleSource source) =>
            new(source.Name, source.Node, source.Epoch, source.Numbers, source.ReusesKeys, source.ReportsActivity);
    }
}
