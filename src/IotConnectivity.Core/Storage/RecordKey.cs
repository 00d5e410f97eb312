namespace IotConnectivity.Storage;

/// <summary>Names a <see cref="StoredRecord"/>. There is one of each at most.</summary>
/// <param name="Collection">What it is one of.</param>
/// <param name="Key">Its key in the collection.</param>
public readonly record struct RecordKey(string Collection, string Key);
