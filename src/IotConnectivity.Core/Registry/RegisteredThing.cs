using IotConnectivity.Indexing;

namespace IotConnectivity.Registry;

/// <summary>The registry's part of a thing's cell.</summary>
internal sealed class RegisteredThing(string name, Guid id) : ThingCell(name)
{
    /// <summary>The storage key of a thing whose deletion is durable.</summary>
    internal const long DeletedKey = -1;

    // INVARIANT: only ever swapped by compare-and-swap, each time for data with the next version; Deleted is the last.
    private ThingData _data = ThingData.Initial;
    private RegisteredGroup[] _groups = [];
    private bool _isActive;

    internal Guid Id { get; } = id;

    /// <summary>Gets or sets the place in the list of things; written under the registry's lock.</summary>
    internal int Place { get; set; } = -1;

    /// <summary>Gets or sets a value indicating whether the store has the thing; the journal's writer's alone.</summary>
    internal bool IsStored { get; set; }

    /// <summary>Gets or sets a value indicating whether the store was told that this thing is deleted; the journal's writer's alone.</summary>
    internal bool WasStoredAsDeleted { get; set; }

    /// <summary>Gets or sets the groups that the thing is in; an array is never changed. Written by the groups under the thing's stripe.</summary>
    internal RegisteredGroup[] Groups
    {
        get => Volatile.Read(ref _groups);
        set => Interlocked.Exchange(ref _groups, value);
    }

    internal ThingData Data => Volatile.Read(ref _data);

    /// <summary>Marks the thing as one whose last activity is to be stored.</summary>
    /// <returns>Whether it was not marked before.</returns>
    internal bool TryMarkActive() => !Volatile.Read(ref _isActive) && !Interlocked.Exchange(ref _isActive, true);

    internal void ClearActive() => Interlocked.Exchange(ref _isActive, false);

    internal bool TrySwap(ThingData next, ThingData seen) => ReferenceEquals(Interlocked.CompareExchange(ref _data, next, seen), seen);

    /// <summary>Sets the first data of a thing that nobody else can see yet.</summary>
    internal void Begin(ThingData data) => _data = data;

    internal Thing ToThing(ThingData data) => new(Name, Id, data.TypeName, data.Attributes, data.Version);
}

/// <summary>What of a thing can change. Things without attributes and type, which are most, share one.</summary>
internal sealed record ThingData(string? TypeName, ThingAttributes Attributes, long Version)
{
    internal static ThingData Initial { get; } = new(null, ThingAttributes.Empty, 1);

    /// <summary>Gets what stands in the place of the data of a deleted thing.</summary>
    internal static ThingData Deleted { get; } = new(null, ThingAttributes.Empty, -1);

    internal static ThingData First(string? typeName, ThingAttributes attributes) =>
        typeName is null && attributes.Count == 0 ? Initial : new ThingData(typeName, attributes, 1);
}
