namespace IotConnectivity.Storage;

/// <summary>Where a record stands in its collection: by its time and, of one time, by its key.</summary>
/// <param name="TimeMs">Its time.</param>
/// <param name="Key">Its key. Keys are ordered by their code points, as their UTF-8 is by its bytes.</param>
public readonly record struct RecordPlace(long TimeMs, string Key);
