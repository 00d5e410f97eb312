namespace IotConnectivity.Storage;

/// <summary>Records to write and to delete together. Not thread-safe.</summary>
internal sealed class RecordChanges
{
    internal List<StoredRecord> Written { get; } = [];

    internal List<RecordKey> Deleted { get; } = [];

    /// <summary>Gets what is to be done once the journal has them, in this order: what may change the same records must come after them. Must not block.</summary>
    internal List<Action> Then { get; } = [];

    internal bool IsEmpty => Written.Count == 0 && Deleted.Count == 0;

    internal void Clear()
    {
        Written.Clear();
        Deleted.Clear();
        Then.Clear();
    }
}
