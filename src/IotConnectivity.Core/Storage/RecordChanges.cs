namespace IotConnectivity.Storage;

/// <summary>Records to write and to delete together. Not thread-safe.</summary>
internal sealed class RecordChanges
{
    internal List<StoredRecord> Written { get; } = [];

    internal List<RecordKey> Deleted { get; } = [];

    internal bool IsEmpty => Written.Count == 0 && Deleted.Count == 0;

    internal void Clear()
    {
        Written.Clear();
        Deleted.Clear();
    }
}
