using System.Collections.Immutable;
using IotConnectivity.Policies.Evaluation;

namespace IotConnectivity.Policies;

/// <summary>The condition keys of a request and their values. Immutable; any thread may use it.</summary>
/// <remarks>
/// Build the part that belongs to a principal once and derive from it what differs: each <c>With</c> copies a few references, so a service
/// that keeps the derived contexts (say, one with and one without socket information) allocates nothing per request.
/// Case does not matter in the names of keys.
/// </remarks>
public sealed class RequestContext
{
    private readonly ContextEntry?[] _wellKnown;
    private readonly ImmutableDictionary<string, ContextEntry> _others;

    private RequestContext(ContextEntry?[] wellKnown, ImmutableDictionary<string, ContextEntry> others)
    {
        _wellKnown = wellKnown;
        _others = others;
    }

    /// <summary>Gets the context without any key.</summary>
    public static RequestContext Empty { get; } = new(
        new ContextEntry?[ContextKey.WellKnownCount],
        ImmutableDictionary<string, ContextEntry>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase));

    /// <summary>Gives a key one value, in place of what it had.</summary>
    /// <param name="key">The key, for example <see cref="ConditionKeys.UserName"/>.</param>
    /// <param name="value">The value; an empty text is a value too.</param>
    /// <returns>A context that differs in this key.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    public RequestContext With(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Replace(key, new ContextEntry([new ContextValue(value)], isMultivalued: false));
    }

    /// <summary>Gives a key the value <c>true</c> or <c>false</c>, in place of what it had.</summary>
    /// <param name="key">The key, for example <see cref="ConditionKeys.IncludeSocketInformation"/>.</param>
    /// <param name="value">The value.</param>
    /// <returns>A context that differs in this key.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    public RequestContext With(string key, bool value) => With(key, value ? "true" : "false");

    /// <summary>Makes a key multivalued, so that only <c>ForAllValues</c> and <c>ForAnyValue</c> conditions can match it.</summary>
    /// <param name="key">The key, for example <see cref="ConditionKeys.TagKeys"/>.</param>
    /// <param name="values">Its values, any number of them; with none, the key counts as missing.</param>
    /// <returns>A context that differs in this key.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    public RequestContext WithValues(string key, IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Replace(key, new ContextEntry([.. values.Select(static value => new ContextValue(value))], isMultivalued: true));
    }

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key; it need not be there.</param>
    /// <returns>A context in which the key is missing.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty.</exception>
    public RequestContext Without(string key) => Replace(key, null);

    internal ContextEntry? Find(ContextKey key) =>
        key.IsWellKnown ? _wellKnown[key.Slot] : _others.GetValueOrDefault(key.Name);

    private RequestContext Replace(string key, ContextEntry? entry)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var known = ContextKey.Of(key);
        if (!known.IsWellKnown)
            return new RequestContext(_wellKnown, entry is null ? _others.Remove(key) : _others.SetItem(key, entry));

        var changed = _wellKnown.ToArray();
        changed[known.Slot] = entry;
        return new RequestContext(changed, _others);
    }
}
