using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Indexing;

namespace IotConnectivity.Registry;

/// <summary>The things that exist. A thing must be registered here before its connectivity is tracked.</summary>
/// <remarks>
/// Thread-safe. Operations on one thing are linearizable. Things live in memory: about 100 bytes each with the name, without attributes.
/// Semantics are those of AWS IoT's CreateThing, DescribeThing, UpdateThing, DeleteThing and ListThings.
/// </remarks>
public sealed class ThingRegistry
{
    private readonly ConnectivityIndex _index;
    private readonly ThingSlots _slots = new();
    private volatile bool _isRestoring;

    /// <summary>Makes a registry whose things are tracked by an index.</summary>
    /// <param name="index">The index; one registry for each.</param>
    public ThingRegistry(ConnectivityIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        _index = index;
    }

    /// <summary>Gets a value indicating whether a client that nobody registered becomes a thing with its first event, if its client id is a valid thing name.</summary>
    /// <value>The default is <see langword="false"/>, as in AWS IoT: such clients leave no trace.</value>
    /// <remarks>Refused connections do not register anything.</remarks>
    public bool RegisterOnFirstContact
    {
        get => _index.RegisterUnknown is not null;
        init => _index.RegisterUnknown = value ? RegisterClient : null;
    }

    /// <summary>
    /// Gets or sets what hears of every thing that was created, changed or deleted, or was found to be as it was wanted: on the thread that did it, before it is told so.
    /// </summary>
    internal Action<RegisteredThing>? Changed { get; set; }

    /// <summary>Gets or sets a value indicating whether stored things are being brought back, and nothing may be changed but by that.</summary>
    internal bool IsRestoring
    {
        get => _isRestoring;
        set => _isRestoring = value;
    }

    /// <summary>Gets the number of registered things, at a moment's view.</summary>
    public int Count => _index.Count;

    /// <summary>Creates a thing. Creating it again with the same attributes and type gives the thing that exists.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="attributes">Its attributes; at most 3 without a thing type, 50 with one.</param>
    /// <param name="typeName">Its thing type.</param>
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
        error = CheckReady() ?? CheckName(name.Value) ?? CheckType(typeName);
        if (error is not null || !TryMakeAttributes(attributes ?? [], typeName, out var made, out error)) return false;

        var data = ThingData.First(typeName, made);
        RegisteredThing cell;
        ThingData current;
        do
        {
            // Deleted in this moment: then it is made anew.
            cell = Add(name.Value, data);
            current = cell.Data;
        }
        while (current.Version < 0);

        Changed?.Invoke(cell);
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
        error = CheckReady() ?? CheckType(update.TypeName);
        if (error is not null) return false;
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
            if (!cell.TrySwap(next, seen)) continue;
            Changed?.Invoke(cell);
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
                Changed?.Invoke(cell);
                return true;
            }

            error = CheckVersion(name, seen, expectedVersion);
            if (error is not null) return false;
            if (!cell.TrySwap(ThingData.Deleted, seen)) continue;

            // Before it is gone from the index: who does not find it any more may rely on this being told.
            Changed?.Invoke(cell);
            _slots.Remove(cell);
            _index.TryRemove(cell);
            return true;
        }
    }

    /// <summary>Lists things, a page at a time. A thing that exists during all calls is listed exactly once.</summary>
    /// <param name="filter">Which things.</param>
    /// <param name="maxResults">The most things on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="error">What is wrong with the arguments.</param>
    /// <returns>Whether the arguments were right.</returns>
    /// <remarks>Cost: one look-up for each listed thing, and a visit to every thing that does not match on the way to the page's last one.</remarks>
    public bool TryList(
        ThingFilter filter, int maxResults, string? nextToken, [NotNullWhen(true)] out ThingPage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(filter);
        page = null;
        error = CheckList(filter, maxResults);
        if (error is not null) return false;
        if (!TryReadToken(nextToken, out var slot))
        {
            error = new RegistryError(RegistryErrorCode.InvalidRequest, "the next token is not one that a list of things gave");
            return false;
        }

        var things = new List<Thing>(Math.Min(maxResults, 64));
        var end = _slots.End;
        for (; slot < end; slot++)
        {
            if (_slots[slot] is not { Data: { Version: > 0 } data } cell || !filter.Matches(data) || !IsRegistered(cell)) continue;
            if (things.Count == maxResults) break;
            things.Add(cell.ToThing(data));
        }

        page = new ThingPage(things, slot < end ? WriteToken(slot) : null);
        return true;
    }

    /// <summary>Registers a thing as a store has kept it, with its connectivity. Before anybody follows the index, and not while things are created.</summary>
    /// <param name="thing">The thing; its id and version are kept.</param>
    /// <param name="storageKey">Its key in the store.</param>
    /// <param name="state">Its state, which nobody else has.</param>
    /// <param name="lastActivityMs">Its last activity, or <see cref="ThingConnectivity.None"/>.</param>
    /// <exception cref="ArgumentException">The name or the version is not one of a thing.</exception>
    /// <exception cref="InvalidOperationException">A thing of this name is there already.</exception>
    internal void Restore(Thing thing, long storageKey, ThingConnectivity state, long lastActivityMs)
    {
        if (CheckName(thing.Name) is { } error) throw new ArgumentException(error.Message, nameof(thing));
        if (thing.Version < 1) throw new ArgumentException($"thing `{thing.Name}` has version {thing.Version}, expected at least 1", nameof(thing));

        var cell = new RegisteredThing(thing.Name, thing.Id) { StorageKey = storageKey, IsStored = true };
        cell.Begin(thing.Version == 1 ? ThingData.First(thing.TypeName, thing.Attributes) : new ThingData(thing.TypeName, thing.Attributes, thing.Version));
        _slots.Add(cell);
        if (_index.TryRestore(cell, state, lastActivityMs)) return;
        _slots.Remove(cell);
        throw new InvalidOperationException($"thing `{thing.Name}` was restored before, expected each thing once");
    }

    /// <summary>Takes away a thing that is to be replaced by the one that is stored under its name.</summary>
    internal void Forget(RegisteredThing thing)
    {
        _slots.Remove(thing);
        _index.TryRemove(thing);
    }

    private RegistryError? CheckReady() =>
        _isRestoring ? new RegistryError(RegistryErrorCode.NotReady, "stored things are still being restored, try again soon") : null;

    private static RegistryError? CheckName(string name) =>
        ThingName.IsValid(name) ? null : new RegistryError(RegistryErrorCode.InvalidRequest, "a thing name is missing, expected 1 to 128 characters");

    // Thing types are not there yet, so no name of one is right.
    private static RegistryError? CheckType(string? typeName) =>
        typeName is null ? null : new RegistryError(RegistryErrorCode.NotFound, $"Thing Type {typeName[..Math.Min(typeName.Length, ThingName.MaxLength)]} does not exist");

    private static RegistryError? CheckVersion(string name, ThingData data, long? expectedVersion) =>
        expectedVersion is { } expected && expected != data.Version
            ? new RegistryError(RegistryErrorCode.VersionConflict, $"thing `{name}` has version {data.Version}, expected version {expected}")
            : null;

    private static RegistryError? CheckList(ThingFilter filter, int maxResults)
    {
        if (maxResults is < 1 or > RegistryLimits.MaxPageSize)
        {
            return new RegistryError(RegistryErrorCode.InvalidRequest, $"{maxResults} results are asked for, expected 1 to {RegistryLimits.MaxPageSize}");
        }

        return filter is { AttributeName: null, AttributeValue: not null }
            ? new RegistryError(RegistryErrorCode.InvalidRequest, "an attribute value is given without an attribute name")
            : null;
    }

    private static RegistryError NoSuchThing(string name) => new(RegistryErrorCode.NotFound, $"Thing {name} does not exist");

    private static bool TryMakeAttributes(
        IEnumerable<KeyValuePair<string, string>> attributes, string? typeName, [NotNullWhen(true)] out ThingAttributes? made, [NotNullWhen(false)] out RegistryError? error) =>
        ThingAttributes.TryCreate(
            attributes,
            typeName is null ? RegistryLimits.MaxAttributesWithoutType : RegistryLimits.MaxAttributesWithType,
            out made,
            out error);

    private static bool TryApply(ThingUpdate update, ThingData seen, [NotNullWhen(true)] out ThingData? next, [NotNullWhen(false)] out RegistryError? error)
    {
        var typeName = update.RemoveType ? null : update.TypeName ?? seen.TypeName;
        IEnumerable<KeyValuePair<string, string>> attributes = update.Attributes is null ? seen.Attributes
            : update.MergeAttributes ? seen.Attributes.Where(pair => update.Attributes.All(given => given.Key != pair.Key)).Concat(update.Attributes)
            : update.Attributes;
        next = null;
        if (!TryMakeAttributes(attributes, typeName, out var made, out error)) return false;
        next = new ThingData(typeName, made, seen.Version + 1);
        return true;
    }

    private static string WriteToken(int slot)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, slot);
        return Convert.ToHexStringLower(bytes);
    }

    private static bool TryReadToken(string? token, out int slot)
    {
        slot = 0;
        if (string.IsNullOrEmpty(token)) return true;
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        if (token.Length != 2 * sizeof(int) || Convert.FromHexString(token, bytes, out _, out var written) != System.Buffers.OperationStatus.Done || written != sizeof(int)) return false;
        slot = BinaryPrimitives.ReadInt32BigEndian(bytes);
        return slot >= 0;
    }

    // Of several threads that create one thing at the same time all list theirs, and one gets it into the index.
    private bool IsRegistered(RegisteredThing cell) => ReferenceEquals(_index.Find(cell.Name), cell);

    private RegisteredThing? RegisterClient(string clientId)
    {
        if (_isRestoring || !ThingName.IsValid(clientId)) return null;
        var thing = Add(clientId, ThingData.Initial);
        Changed?.Invoke(thing);
        return thing;
    }

    /// <summary>Adds a thing, or gives the one that exists.</summary>
    private RegisteredThing Add(string name, ThingData data)
    {
        while (true)
        {
            switch (_index.Find(name))
            {
                case RegisteredThing { Data.Version: > 0 } known:
                    return known;
                case not (null or RegisteredThing):
                    throw new InvalidOperationException($"thing `{name}` was added to the index itself; with a registry, create all things in the registry");
            }

            var cell = new RegisteredThing(name, Guid.NewGuid());
            cell.Begin(data);

            // Put on the list first: a thing that is found by name is on it, and a thing that is being deleted is taken off only after it was put on.
            _slots.Add(cell);
            if (_index.TryAdd(cell)) return cell;
            _slots.Remove(cell);
        }
    }
}
