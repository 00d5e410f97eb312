using System.Text;

namespace IotConnectivity.Policies.Parsing;

internal enum JsonKind
{
    Object,
    List,
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>Where a value stands: the object and the member name, or the list (then the name is null) and the index.</summary>
internal readonly record struct Place(JsonValue? Owner, string? Name, int Index);

/// <summary>A JSON value that knows where it stands, so that every check can say so.</summary>
internal sealed class JsonValue(JsonKind kind, int offset, Place place)
{
    internal JsonKind Kind { get; } = kind;

    internal int Offset { get; } = offset;

    /// <summary>Gets the characters of a text, or the token of a number or boolean as it was written.</summary>
    internal string Text { get; init; } = string.Empty;

    internal OrderedDictionary<string, JsonValue> Members { get; } = kind == JsonKind.Object ? [] : NoMembers;

    internal List<JsonValue> Items { get; } = kind == JsonKind.List ? [] : NoItems;

    internal string? Name => place.Name;

    internal string Path
    {
        get
        {
            if (place.Owner is not { } owner) return "$";
            if (Name is null) return $"{owner.Path}[{place.Index}]";
            return IsPlain(Name) ? $"{owner.Path}.{Name}" : $"{owner.Path}['{PolicyError.OnOneLine(Name)}']";
        }
    }

    private static OrderedDictionary<string, JsonValue> NoMembers { get; } = [];

    private static List<JsonValue> NoItems { get; } = [];

    internal JsonValue? Find(string name) => Members.GetValueOrDefault(name);

    /// <summary>Names what the value is, for messages.</summary>
    internal string Describe() => Kind switch
    {
        JsonKind.Object => "object",
        JsonKind.List => "list",
        JsonKind.Null => "`null`",
        _ => PolicyError.Quote(Text),
    };

    private static bool IsPlain(string name) => name.Length > 0 && name.EnumerateRunes().All(Rune.IsLetterOrDigit);
}
