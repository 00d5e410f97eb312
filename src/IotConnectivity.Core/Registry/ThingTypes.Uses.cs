using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Registry;

// INVARIANT: a type counts at least the things that have it: a use is taken before a thing gets the type, and given back after the thing has lost it.
public sealed partial class ThingTypes
{
    /// <summary>Takes a use of a type for a thing that is to get it.</summary>
    /// <param name="name">The type; <see langword="null"/> for none, which can be used always.</param>
    /// <param name="error">Why the thing cannot have it.</param>
    internal bool TryUse(string? name, [NotNullWhen(false)] out RegistryError? error)
    {
        error = null;
        if (name is null) return true;
        lock (_lock)
        {
            if (!_types.TryGetValue(name, out var type)) error = NoSuchType(name);
            else if (type.Data.DeprecatedAt is not null) error = Refuse($"Thing Type {name} is deprecated, expected one that is not for a thing that does not have it yet");
            else type.Uses++;
            return error is null;
        }
    }

    /// <summary>Gives a use back.</summary>
    internal void EndUse(string? name)
    {
        if (name is null) return;
        lock (_lock) _types[name].Uses--;
    }

    /// <summary>Finds the type's own string of its name, so that a million things share it.</summary>
    /// <param name="name">The type; <see langword="null"/> for none.</param>
    /// <param name="error">That there is no such type.</param>
    internal bool TryFindName(ref string? name, [NotNullWhen(false)] out RegistryError? error)
    {
        error = null;
        if (name is null) return true;
        if (Find(name) is { } type) name = type.Name;
        else error = NoSuchType(name);
        return error is null;
    }

    internal IReadOnlyList<ThingType> All()
    {
        lock (_lock) return [.. _types.Values.Select(static type => type.Data)];
    }

    /// <summary>Brings a type back, in the place of one of the same name. Things that have it keep it.</summary>
    internal void Restore(ThingType type)
    {
        lock (_lock)
        {
            if (_types.TryGetValue(type.Name, out var known)) known.Data = type;
            else _types.Add(type.Name, new RegisteredType(type));
        }
    }

    /// <summary>Takes a use for a thing that is brought back.</summary>
    /// <returns>The type's own string of its name; <see langword="null"/> when there is no such type.</returns>
    internal string? RestoreUse(string? name)
    {
        if (name is null) return null;
        lock (_lock)
        {
            if (!_types.TryGetValue(name, out var type)) return null;
            type.Uses++;
            return type.Data.Name;
        }
    }

    private sealed class RegisteredType(ThingType data)
    {
        internal ThingType Data { get; set; } = data;

        internal int Uses { get; set; }
    }
}
