using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Registry;

/// <summary>The attributes of a thing or a thing group: a few names with values, in ordinal order of the names. Immutable; equal when all names and values are.</summary>
/// <remarks>One array of names and values in turn: with three attributes a look-up compares three strings and the whole is one small object.</remarks>
public sealed class ThingAttributes : IReadOnlyDictionary<string, string>, IEquatable<ThingAttributes>
{
    private readonly string[] _pairs;

    private ThingAttributes(string[] pairs) => _pairs = pairs;

    /// <summary>Gets the attributes of a thing that has none.</summary>
    public static ThingAttributes Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _pairs.Length / 2;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => this.Select(static pair => pair.Key);

    /// <inheritdoc/>
    public IEnumerable<string> Values => this.Select(static pair => pair.Value);

    /// <inheritdoc/>
    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"no attribute `{key}`");

    /// <summary>Makes the attributes of a thing, for example of what a store has kept. An attribute with an empty value is left out, as AWS does.</summary>
    /// <param name="attributes">Names and values, in any order; of a name that comes twice the last counts.</param>
    /// <returns>The attributes.</returns>
    /// <exception cref="ArgumentException">A name or a value is not allowed (see <see cref="RegistryLimits"/>), or there are more than 50.</exception>
    public static ThingAttributes Create(IEnumerable<KeyValuePair<string, string>> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return TryCreate(attributes, RegistryLimits.MaxAttributesWithType, "thing with a thing type", out var result, out var error)
            ? result
            : throw new ArgumentException(error.Message, nameof(attributes));
    }

    /// <summary>Checks attributes and puts them in order. An attribute with an empty value is left out, as AWS does.</summary>
    /// <param name="attributes">Names and values.</param>
    /// <param name="limit">How many there may be.</param>
    /// <param name="owner">What they belong to, for the message.</param>
    /// <param name="result">The attributes.</param>
    /// <param name="error">What is wrong with the first bad one.</param>
    /// <returns>Whether all names and values are allowed and there are not too many.</returns>
    internal static bool TryCreate(
        IEnumerable<KeyValuePair<string, string>> attributes,
        int limit,
        string owner,
        [NotNullWhen(true)] out ThingAttributes? result,
        [NotNullWhen(false)] out RegistryError? error)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        result = null;
        foreach (var (name, value) in attributes)
        {
            if (Check(name, value) is { } fault)
            {
                error = fault;
                return false;
            }

            if (value.Length > 0) sorted[name] = value;
        }

        if (sorted.Count > limit)
        {
            error = new RegistryError(RegistryErrorCode.InvalidRequest, $"{sorted.Count} attributes are too many, expected at most {limit} for a {owner}");
            return false;
        }

        error = null;
        result = sorted.Count == 0 ? Empty : new ThingAttributes([.. sorted.SelectMany(static pair => new[] { pair.Key, pair.Value })]);
        return true;
    }

    /// <summary>Gets what is left of these attributes after some were set; an empty value takes one away.</summary>
    internal IEnumerable<KeyValuePair<string, string>> MergedWith(IReadOnlyCollection<KeyValuePair<string, string>> given) =>
        this.Where(pair => given.All(other => other.Key != pair.Key)).Concat(given);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        for (var i = 0; i < _pairs.Length; i += 2)
        {
            if (_pairs[i] == key)
            {
                value = _pairs[i + 1];
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var i = 0; i < _pairs.Length; i += 2) yield return new(_pairs[i], _pairs[i + 1]);
    }

    /// <inheritdoc/>
    public bool Equals(ThingAttributes? other) => other is not null && _pairs.AsSpan().SequenceEqual(other._pairs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ThingAttributes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var text in _pairs) hash.Add(text, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static RegistryError? Check(string? name, string? value)
    {
        if (!RegistryLimits.IsAttributeName(name))
        {
            return new RegistryError(
                RegistryErrorCode.InvalidRequest,
                $"attribute name `{Shorten(name ?? string.Empty)}` is not allowed, expected 1 to 128 letters, digits or `_.,@/:#-`");
        }

        // JSON has values that are null, and no annotation keeps them out.
        if (value is null)
        {
            return new RegistryError(RegistryErrorCode.InvalidRequest, $"attribute `{name}` has no value, expected a text, which may be empty");
        }

        return RegistryLimits.IsAttributeValue(value)
            ? null
            : new RegistryError(
                RegistryErrorCode.InvalidRequest,
                $"value `{Shorten(value)}` of attribute `{name}` is not allowed, expected at most 800 letters, digits or `_.,@/:#=[]-`");
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 64), "…");
}
