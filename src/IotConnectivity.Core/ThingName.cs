using System.Buffers;

namespace IotConnectivity;

/// <summary>The name of a thing: 1 to 128 characters out of <c>a-z A-Z 0-9 : _ -</c>.</summary>
/// <remarks>
/// Names compare exactly, upper and lower case differ. A thing's connectivity is that of the MQTT client whose client id equals the name.
/// Source: AWS IoT API Reference, CreateThing.
/// </remarks>
public readonly record struct ThingName
{
    /// <summary>The longest name allowed, in characters.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:_-");

    private readonly string? _value;

    /// <summary>Checks and wraps a name.</summary>
    /// <param name="value">The name.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is not a valid name; the message says what is wrong.</exception>
    public ThingName(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!IsValid(value)) throw new ArgumentException(Explain(value), nameof(value));
        _value = value;
    }

    private ThingName(string value, bool _) => _value = value;

    /// <summary>Gets the name as text; empty for the default value of this struct, which no valid name is.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Says whether a text is a valid thing name. Does not allocate.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>Whether the length is 1 to 128 and every character is allowed.</returns>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(Allowed);

    /// <summary>Wraps a name if it is valid.</summary>
    /// <param name="text">Any text, or <see langword="null"/>.</param>
    /// <param name="name">The name, or the default value.</param>
    /// <returns>Whether <paramref name="text"/> is a valid thing name.</returns>
    public static bool TryParse(string? text, out ThingName name)
    {
        if (text is not null && IsValid(text))
        {
            name = new ThingName(text, false);
            return true;
        }

        name = default;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string Explain(string value)
    {
        if (value.Length == 0) return "a thing name is empty, expected 1 to 128 characters";
        if (value.Length > MaxLength) return $"a thing name has {value.Length} characters, expected at most {MaxLength}";
        var at = value.AsSpan().IndexOfAnyExcept(Allowed);
        return $"thing name `{value}` has a character that is not allowed at position {at}, expected letters, digits, `:`, `_` or `-`";
    }
}
