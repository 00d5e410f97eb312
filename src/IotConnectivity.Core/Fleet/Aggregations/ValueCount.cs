namespace IotConnectivity.Fleet.Aggregations;

/// <summary>A value of a field and how many of the matching things have it.</summary>
/// <param name="Text">The value as text.</param>
/// <param name="Number">The value as a number, if it is one; 0 and 1 for a boolean.</param>
/// <param name="Count">How many things.</param>
internal readonly record struct ValueCount(string Text, double? Number, int Count);
