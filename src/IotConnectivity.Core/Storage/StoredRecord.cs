namespace IotConnectivity.Storage;

/// <summary>A document of one of the rooms of which there may be many: a violation, an event of one, an alert.</summary>
/// <param name="Collection">What it is one of, for example <c>violation</c>.</param>
/// <param name="Key">Its key in the collection: well-formed text without U+0000.</param>
/// <param name="TimeMs">Its place in time, in milliseconds since 1970-01-01T00:00Z or as the room counts; any number.</param>
/// <param name="Owner">Whose it is, for reading those of one thing alone; <see langword="null"/> for nobody's. A thing that is deleted leaves the records that it owns.</param>
/// <param name="Value">Its content; the room that wrote it knows the form.</param>
public readonly record struct StoredRecord(string Collection, string Key, long TimeMs, string? Owner, ReadOnlyMemory<byte> Value)
{
    /// <summary>Gets where it stands in its collection.</summary>
    public RecordPlace Place => new(TimeMs, Key);
}
