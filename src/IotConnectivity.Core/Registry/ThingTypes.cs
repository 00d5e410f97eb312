using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Registry;

/// <summary>The thing types of a registry.</summary>
/// <remarks>
/// Thread-safe: every operation takes one short lock. Semantics are those of AWS IoT's CreateThingType, DescribeThingType, UpdateThingType, DeprecateThingType,
/// DeleteThingType and ListThingTypes.
/// </remarks>
public sealed partial class ThingTypes
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RegisteredType> _types = new(StringComparer.Ordinal);
    private readonly ThingRegistry _registry;

    internal ThingTypes(ThingRegistry registry) => _registry = registry;

    /// <summary>Gets the number of thing types.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _types.Count;
        }
    }

    /// <summary>Creates a thing type. Creating it again with the same properties gives the one that exists.</summary>
    /// <param name="name">Its name: 1 to 128 characters out of <c>a-z A-Z 0-9 : _ -</c>.</param>
    /// <param name="description">What it is; see <see cref="RegistryLimits.IsDescription"/>. Empty is the same as none.</param>
    /// <param name="searchableAttributes">At most 3 names of attributes.</param>
    /// <param name="type">The type.</param>
    /// <param name="error">Why not; with <see cref="RegistryErrorCode.AlreadyExists"/>, <paramref name="type"/> is the one that exists.</param>
    /// <returns>Whether there is now such a type.</returns>
    public bool TryCreate(
        string name, string? description, IReadOnlyCollection<string>? searchableAttributes, out ThingType? type, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        type = null;
        error = _registry.CheckReady() ?? RegistryNames.Check(name, "thing type") ?? Check(description, searchableAttributes);
        if (error is not null) return false;
        lock (_lock)
        {
            if (_types.TryGetValue(name, out var known))
            {
                type = known.Data;
                if (type.Description == RegistryNames.Normalize(description) && type.SearchableAttributes.SequenceEqual(searchableAttributes ?? [])) return true;
                error = new RegistryError(RegistryErrorCode.AlreadyExists, $"Thing Type {name} already exists in account with different properties");
                return false;
            }

            type = new ThingType(name, Guid.NewGuid(), RegistryNames.Normalize(description), [.. searchableAttributes ?? []], _registry.Now, null);
            _types.Add(name, new RegisteredType(type));
            _registry.Followers.TypeChanged(name, type);
            return true;
        }
    }

    /// <summary>Looks up a thing type.</summary>
    /// <param name="name">Its name; any text.</param>
    /// <returns>The type as it is now, or <see langword="null"/>.</returns>
    public ThingType? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_lock) return _types.GetValueOrDefault(name)?.Data;
    }

    /// <summary>Changes the properties of a thing type.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is; <see langword="null"/> leaves it as it is, an empty text takes it away.</param>
    /// <param name="searchableAttributes">All searchable attributes; <see langword="null"/> leaves them as they are.</param>
    /// <param name="error">Why nothing was changed.</param>
    /// <returns>Whether it was changed.</returns>
    public bool TryUpdate(string name, string? description, IReadOnlyCollection<string>? searchableAttributes, [NotNullWhen(false)] out RegistryError? error)
    {
        error = Check(description, searchableAttributes);
        return error is null && TryChange(
            name,
            type => type with
            {
                Description = description is null ? type.Description : RegistryNames.Normalize(description),
                SearchableAttributes = searchableAttributes is null ? type.SearchableAttributes : [.. searchableAttributes],
            },
            out error);
    }

    /// <summary>Deprecates a thing type: things that have it keep it, no other thing gets it. Doing it again changes nothing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="error">Why nothing was changed.</param>
    /// <returns>Whether the type is deprecated.</returns>
    public bool TryDeprecate(string name, [NotNullWhen(false)] out RegistryError? error) =>
        TryChange(name, type => type with { DeprecatedAt = type.DeprecatedAt ?? _registry.Now }, out error);

    /// <summary>Takes back <see cref="TryDeprecate"/>.</summary>
    /// <param name="name">The type's name.</param>
    /// <param name="error">Why nothing was changed.</param>
    /// <returns>Whether the type is not deprecated.</returns>
    public bool TryUndoDeprecate(string name, [NotNullWhen(false)] out RegistryError? error) =>
        TryChange(name, static type => type with { DeprecatedAt = null }, out error);

    /// <summary>Deletes a thing type that was deprecated at least <see cref="RegistryLimits.MinDeprecation"/> ago and that no thing has.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="error">Why it was not deleted.</param>
    /// <returns>Whether it was deleted.</returns>
    public bool TryDelete(string name, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        error = _registry.CheckReady();
        if (error is not null) return false;
        lock (_lock)
        {
            error = _types.TryGetValue(name, out var type) ? CheckDeletable(type) : NoSuchType(name);
            if (error is not null) return false;
            _types.Remove(name);
            _registry.Followers.TypeChanged(name, null);
            return true;
        }
    }

    /// <summary>Lists thing types in ordinal order of their names, a page at a time.</summary>
    /// <param name="name">The name that the type must have; <see langword="null"/> for all.</param>
    /// <param name="maxResults">The most types on the page, 1 to 250.</param>
    /// <param name="nextToken">What the page before gave; <see langword="null"/> for the first page.</param>
    /// <param name="page">The page.</param>
    /// <param name="error">What is wrong with the arguments.</param>
    /// <returns>Whether the arguments were right.</returns>
    public bool TryList(string? name, int maxResults, string? nextToken, [NotNullWhen(true)] out ThingTypePage? page, [NotNullWhen(false)] out RegistryError? error)
    {
        page = null;
        List<ThingType> all;
        lock (_lock) all = [.. _types.Values.Select(static type => type.Data).Where(type => name is null || type.Name == name)];
        if (!ListPaging.TryTake(all, static type => type.Name, maxResults, nextToken, out var types, out var next, out error)) return false;
        page = new ThingTypePage(types, next);
        return true;
    }

    private bool TryChange(string name, Func<ThingType, ThingType> change, [NotNullWhen(false)] out RegistryError? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        error = _registry.CheckReady();
        if (error is not null) return false;
        lock (_lock)
        {
            if (!_types.TryGetValue(name, out var type))
            {
                error = NoSuchType(name);
                return false;
            }

            type.Data = change(type.Data);
            _registry.Followers.TypeChanged(name, type.Data);
            return true;
        }
    }

    private RegistryError? CheckDeletable(RegisteredType type)
    {
        var name = type.Data.Name;
        if (type.Data.DeprecatedAt is not { } since) return Refuse($"Thing Type {name} is not deprecated, expected it to be so for {RegistryLimits.MinDeprecation.TotalMinutes} minutes");
        if (type.Uses > 0) return Refuse($"Thing Type {name} is that of {type.Uses} things, expected no thing to have it");
        return _registry.Now - since < RegistryLimits.MinDeprecation
            ? Refuse($"Thing Type {name} was deprecated less than {RegistryLimits.MinDeprecation.TotalMinutes} minutes ago, try again later")
            : null;
    }

    private static RegistryError? Check(string? description, IReadOnlyCollection<string>? searchableAttributes)
    {
        if (RegistryNames.CheckDescription(description) is { } fault) return fault;
        if (searchableAttributes is null) return null;
        if (searchableAttributes.Count > RegistryLimits.MaxSearchableAttributes)
        {
            return Refuse($"{searchableAttributes.Count} searchable attributes are too many, expected at most {RegistryLimits.MaxSearchableAttributes}");
        }

        return searchableAttributes.Any(static attribute => !RegistryLimits.IsAttributeName(attribute))
            ? Refuse("the name of a searchable attribute is not allowed, expected 1 to 128 letters, digits or `_.,@/:#-`")
            : null;
    }

    private static RegistryError Refuse(string message) => new(RegistryErrorCode.InvalidRequest, message);

    private static RegistryError NoSuchType(string name) => new(RegistryErrorCode.NotFound, $"Thing Type {RegistryNames.Shorten(name)} does not exist");
}
