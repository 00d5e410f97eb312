using IotConnectivity.Indexing;

namespace IotConnectivity.Fleet.Aggregations;

/// <summary>A value of a field and how many of the matching things have it.</summary>
/// <param name="Text">The value as text.</param>
/// <param name="Number">The value as a number, if it is one; 0 and 1 for a boolean.</param>
/// <param name="Count">How many things.</param>
internal readonly record struct ValueCount(string Text, double? Number, int Count)
{
    /// <summary>Gets the value as one of a type; <see langword="null"/> when it is none.</summary>
    internal ValueCount? As(IndexFieldType type) => type switch
    {
        IndexFieldType.Number => Number is null ? null : this,
        IndexFieldType.Boolean when Text is "true" or "false" => this with { Number = Text == "true" ? 1 : 0 },
        IndexFieldType.Boolean => null,
        _ => this,
    };
}
