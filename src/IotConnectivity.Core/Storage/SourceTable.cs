using IotConnectivity.Lifecycle;

namespace IotConnectivity.Storage;

/// <summary>Numbers the sources of events, so that a stored event names its source in one byte or two.</summary>
/// <remarks>
/// Two sources with the same members have the same number, in whatever lifetime: <see cref="LifecycleSource.Epoch"/> stands in the event, since a broker begins a new one with each start
/// and a table that counted those would grow for ever. Any thread may look up; adding is safe on any thread too. A store writes each new source down before, or together with,
/// the first event that names it.
/// </remarks>
public sealed class SourceTable
{
    // Of these the instances are kept, so that the things of one broker have one between them nearly always.
    private const int LifetimesKept = 64;

    private readonly Lock _adding = new();
    private readonly Dictionary<Members, int> _numbers = [];
    private readonly Numbered?[] _lifetimes = new Numbered?[LifetimesKept];
    private LifecycleSource[] _sources = new LifecycleSource[4];
    private int _count;
    private Numbered? _last;

    /// <summary>Gets how many sources there are; their numbers are 0 to this, exclusive.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Gets the source of a number, its epoch 0.</summary>
    /// <param name="number">From 0 to <see cref="Count"/>, exclusive.</param>
    public LifecycleSource this[int number] =>
        (uint)number < (uint)Count ? Volatile.Read(ref _sources)[number] : throw new ArgumentOutOfRangeException(nameof(number), number, "no source has this number");

    /// <summary>Gets the number of a source; a new one for a source that was not seen before in any lifetime.</summary>
    /// <param name="source">The source.</param>
    /// <returns>The number.</returns>
    public int NumberOf(LifecycleSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (Volatile.Read(ref _last) is { } known && ReferenceEquals(known.Source, source)) return known.Number;
        lock (_adding)
        {
            var members = Members.Of(source);
            if (!_numbers.TryGetValue(members, out var number))
            {
                number = _count;
                _numbers.Add(members, number);

                // The instance that everybody else in this process has, so that comparing references is enough nearly always.
                var shared = members == Members.Of(LifecycleSource.Aws) ? LifecycleSource.Aws : source.Epoch == 0 ? source : source.InLifetime(0);
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

            var last = new Numbered(source, number);
            if (source.Epoch != 0) Volatile.Write(ref SlotOf(number, source.Epoch), last);
            Volatile.Write(ref _last, last);
            return number;
        }
    }

    /// <summary>Gets the source of a number in one of its lifetimes.</summary>
    /// <param name="number">Any number.</param>
    /// <param name="epoch">The lifetime.</param>
    /// <param name="continuesLifetime">Whether the epoch only continues one.</param>
    /// <param name="source">The source.</param>
    /// <returns>Whether the number was given to a source.</returns>
    internal bool TryGet(ulong number, long epoch, bool continuesLifetime, out LifecycleSource? source)
    {
        source = number < (ulong)Count ? Volatile.Read(ref _sources)[number] : null;
        if (source is not null && epoch != 0) source = InLifetime(source, (int)number, epoch, continuesLifetime);
        return source is not null;
    }

    private LifecycleSource InLifetime(LifecycleSource source, int number, long epoch, bool continuesLifetime)
    {
        ref var slot = ref SlotOf(number, epoch);
        if (Volatile.Read(ref slot) is { } kept && kept.Number == number && kept.Source.Epoch == epoch && kept.Source.ContinuesLifetime == continuesLifetime) return kept.Source;

        // RACE: whoever comes last keeps its instance; the others are worth the same.
        var made = new Numbered(source.InLifetime(epoch, continuesLifetime), number);
        Volatile.Write(ref slot, made);
        return made.Source;
    }

    private ref Numbered? SlotOf(int number, long epoch) => ref _lifetimes[(uint)HashCode.Combine(number, epoch) % LifetimesKept];

    private sealed record Numbered(LifecycleSource Source, int Number);

    private readonly record struct Members(string Name, string Node, ConnectionNumbers Numbers, bool ReusesKeys, bool ReportsActivity)
    {
        internal static Members Of(LifecycleSource source) =>
            new(source.Name, source.Node, source.Numbers, source.ReusesKeys, source.ReportsActivity);
    }
}
