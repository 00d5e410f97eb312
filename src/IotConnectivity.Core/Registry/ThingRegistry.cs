using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Indexing;

namespace IotConnectivity.Registry;

/// <summary>The things that exist. A thing must be registered here before its connectivity is tracked.</summary>
/// <remarks>
/// Thread-safe. Operations on one thing are linearizable. Things live in memory: about 100 bytes each with the name, without attributes.
/// Semantics are those of AWS IoT's CreateThing, DescribeThing, UpdateThing, DeleteThing and ListThings.
/// </remarks>
public sealed partial class ThingRegistry
{
    private readonly ConnectivityIndex _index;
    private readonly ThingSlots _slots = new();
    private readonly TimeProvider _time;

    /// <summary>Makes a registry whose things are tracked by an index.</summary>
    /// <param name="index">The index; one registry for each.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    public ThingRegistry(ConnectivityIndex index, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        _index = index;
        _time = timeProvider ?? TimeProvider.System;
        Types = new ThingTypes(this);
        Groups = new ThingGroups(this);
    }

    /// <summary>Gets a value indicating whether a client that nobody registered becomes a thing with its first event, if its client id is a valid thing name.</summary>
    /// <value>The default is <see langword="false"/>, as in AWS IoT: such clients leave no trace.</value>
    /// <remarks>Refused connections do not register anything.</remarks>
    public bool RegisterOnFirstContact
    {
        get => _index.RegisterUnknown is not null;
        init => _index.RegisterUnknown = value ? RegisterClient : null;
    }

    /// <summary>Gets the thing types.</summary>
    public ThingTypes Types { get; }

    /// <summary>Gets the thing groups.</summary>
    public ThingGroups Groups { get; }

    /// <summary>Gets one past the last place at which a thing was ever kept.</summary>
    internal int EndOfPlaces => _slots.End;

    /// <summary>Gets those who hear of every change.</summary>
    internal RegistryFollowers Followers { get; } = new();

    /// <summary>Gets the time to the millisecond, as it is stored.</summary>
    internal DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Gets the number of registered things, at a moment's view.</summary>
    public int Count => _index.Count;

    /// <summary>Creates a thing. Creating it again with the same attributes and type gives the thing that exists.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="attributes">Its attributes; at most 3 without a thing type, 50 with one.</param>
    /// <param name="typeName">Its thing type, which must exist and, for a new thing, not be deprecated.</param>
    /// <param name="thing">The thing.</param>
    /// <param name="error">Why not; with <see cref="RegistryErrorCode.AlreadyExists"/>, <paramref name="thing"/> is the one that exists.</param>
    /// <returns>Whether there is now such a thing.</returns>
    public bool TryCreate(
        ThingName name,
        IEnumerable<KeyValuePair<string, string>>? attributes,
        string? typeName,
        out Thing? thing,
        [NotNullWhen(false)] out RegistryError? error)
    {
        thing = null;
        error = CheckReady() ?? CheckName(name.Value);
        if (error is not null || !Types.TryFindName(ref typeName, out error) || !TryMakeAttributes(attributes ?? [], typeName, out var made, out error)) return false;

        var data = ThingData.First(typeName, made);
        RegisteredThing? cell;
        ThingData current;
        do
        {
            // Deleted in this moment: then it is made anew.
            if (!TryAdd(name.Value, data, out cell, out error)) return false;
            current = cell.Data;
        }
        while (current.Version < 0);

        Followers.ThingChanged(cell);
        thing = cell.ToThing(current);
        if (current.TypeName == typeName && current.Attributes.Equals(made)) return true;

        error = new RegistryError(RegistryErrorCode.AlreadyExists, $"Thing {name.Value} already exists in account with different tags or attributes");
        return false;
    }

    /// <summary>Looks up a thing.</summary>
    /// <param name="name">Its name; any text.</param>
    /// <returns>The thing as it is now, or <see langword="null"/>.</returns>
    public Thing? Find(string name) =>
        _index.Find(name) is RegisteredThing cell && cell.Data is { Version: > 0 } data ? cell.ToThing(data) : null;

    internal RegisteredThing? FindCell(string name) => _index.Find(name) is RegisteredThing { Data.Version: > 0 } cell ? cell : null;

    /// <summary>Gets one past the last place that was ever given to a thing.</summary>
    internal int Places => _slots.End;

    /// <summary>Gets the thing that has a place, or <see langword="null"/>.</summary>
    internal RegisteredThing? ThingAt(int place) => _slots[place] is { Data.Version: > 0 } cell && IsRegistered(cell) ? cell : null;

    /// <summary>Changes a thing; each change makes its version greater by one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="update">What to change.</param>
    /// <param name="thing">The thing after the change.</param>
    /// <param name="error">Why nothing was changed.</param>
    /// <returns>Whether the thing was changed.</returns>
    public bool TryUpdate(string name, ThingUpdate update, [NotNullWhen(true)] out Thing? thing, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(update);
        thing = null;
        error = CheckReady();
        var typeName = update.TypeName;
        if (error is not null || !Types.TryFindName(ref typeName, out error)) return false;
        update = update with { TypeName = typeName };
        if (_index.Find(name) is not RegisteredThing cell)
        {
            error = NoSuchThing(name);
            return false;
        }

        while (true)
        {
            var seen = cell.Data;
            error = seen.Version < 0 ? NoSuchThing(name) : CheckVersion(name, seen, update.ExpectedVersion);
            if (error is not null || !TryApply(update, seen, out var next, out error)) return false;
            var keepsType = next.TypeName == seen.TypeName;
            if (!keepsType && !Types.TryUse(next.TypeName, out error)) return false;
            if (!cell.TrySwap(next, seen))
            {
                if (!keepsType) Types.EndUse(next.TypeName);
                continue;
            }

            Followers.ThingChanged(cell);
            if (!keepsType) Types.EndUse(seen.TypeName);
            thing = cell.ToThing(next);
            return true;
        }
    }

    /// <summary>Deletes a thing with its connectivity record. Deleting a thing that does not exist succeeds, as in AWS IoT.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expectedVersion">The version that it must have; <see langword="null"/> for any.</param>
    /// <param name="error">Why it was not deleted.</param>
    /// <returns>Whether the thing does not exist any more.</returns>
    public bool TryDelete(string name, long? expectedVersion, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        error = CheckReady();
        if (error is not null) return false;
        if (_index.Find(name) is not RegisteredThing cell) return true;
        while (true)
        {
            var seen = cell.Data;
            if (seen.Version < 0)
            {
                Groups.Forget(cell);
                Followers.ThingChanged(cell);
                return true;
            }

            error = CheckVersion(name, seen, expectedVersion);
            if (error is not null) return false;
            if (!cell.TrySwap(ThingData.Deleted, seen)) continue;

            // Before it is gone from the index: who does not find it any more may rely on this being told.
            Groups.Forget(cell);
            Followers.ThingChanged(cell);
            Types.EndUse(seen.TypeName);
            _slots.Remove(cell);
            _index.TryRemove(cell);
            return true;
        }
    }

    private static RegistryError? CheckName(string name) =>
        ThingName.IsValid(name) ? null : new RegistryError(RegistryErrorCode.InvalidRequest, "a thing name is missing, expected 1 to 128 characters");

    private static RegistryError? CheckVersion(string name, ThingData data, long? expectedVersion) =>
        expectedVersion is { } expected && expected != data.Version
            ? new RegistryError(RegistryErrorCode.VersionConflict, $"thing `{name}` has version {data.Version}, expected version {expected}")
            : null;

    internal static RegistryError NoSuchThing(string name) => new(RegistryErrorCode.NotFound, $"Thing {RegistryNames.Shorten(name)} does not exist");

    private static bool TryMakeAttributes(
        IEnumerable<KeyValuePair<string, string>> attributes, string? typeName, [NotNullWhen(true)] out ThingAttributes? made, [NotNullWhen(false)] out RegistryError? error) =>
        ThingAttributes.TryCreate(
            attributes,
            typeName is null ? RegistryLimits.MaxAttributesWithoutType : RegistryLimits.MaxAttributesWithType,
            typeName is null ? "thing without a thing type" : "thing with a thing type",
            out made,
            out error);

    private static bool TryApply(ThingUpdate update, ThingData seen, [NotNullWhen(true)] out ThingData? next, [NotNullWhen(false)] out RegistryError? error)
    {
        var typeName = update.RemoveType ? null : update.TypeName ?? seen.TypeName;
        IEnumerable<KeyValuePair<string, string>> attributes = update.Attributes is null ? seen.Attributes
            : update.MergeAttributes ? seen.Attributes.MergedWith(update.Attributes)
            : update.Attributes;
        next = null;
        if (!TryMakeAttributes(attributes, typeName, out var made, out error)) return false;
        next = new ThingData(typeName, made, seen.Version + 1);
        return true;
    }

    private RegisteredThing? RegisterClient(string clientId)
    {
        if (_isRestoring || !ThingName.IsValid(clientId) || !TryAdd(clientId, ThingData.Initial, out var thing, out _)) return null;
        Followers.ThingChanged(thing);
        return thing;
    }

    /// <summary>Adds a thing, or gives the one that exists.</summary>
    private bool TryAdd(string name, ThingData data, [NotNullWhen(true)] out RegisteredThing? cell, [NotNullWhen(false)] out RegistryError? error)
    {
        while (true)
        {
            error = null;
            cell = null;
            switch (_index.Find(name))
            {
                case RegisteredThing { Data.Version: > 0 } known:
                    cell = known;
                    return true;
                case not (null or RegisteredThing):
                    throw new InvalidOperationException($"thing `{name}` was added to the index itself; with a registry, create all things in the registry");
            }

            if (!Types.TryUse(data.TypeName, out error)) return false;
            cell = new RegisteredThing(name, Guid.NewGuid());
            cell.Begin(data);

            // Put on the list first: a thing that is found by name is on it, and a thing that is being deleted is taken off only after it was put on.
            _slots.Add(cell);
            if (_index.TryAdd(cell)) return true;
            _slots.Remove(cell);
            Types.EndUse(data.TypeName);
        }
    }
}
