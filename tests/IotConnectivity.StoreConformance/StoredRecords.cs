using System.Text;
using IotConnectivity.Storage;

namespace IotConnectivity.StoreConformance;

/// <summary>The plainest store of records there can be, and short ways to make, read and compare them.</summary>
public sealed class StoredRecords
{
    private readonly Dictionary<RecordKey, StoredRecord> _records = [];

    public int Count => _records.Count;

    public static StoredRecord Make(string key, long timeMs, string? owner = null, string value = "", string collection = "violation") =>
        new(collection, key, timeMs, owner, Encoding.UTF8.GetBytes(value));

    public static IEnumerable<string> FormOf(IEnumerable<StoredRecord> records) =>
        records.Select(static one => $"{one.Collection} `{one.Key}` {one.TimeMs} {one.Owner ?? "-"} {Encoding.UTF8.GetString(one.Value.Span)}");

    public void Write(StoreBatch batch)
    {
        foreach (var record in batch.Records) _records[new RecordKey(record.Collection, record.Key)] = record;
        foreach (var key in batch.DeletedRecords) _records.Remove(key);
    }

    public IReadOnlyList<StoredRecord> Read(RecordQuery query)
    {
        var records = _records.Values
            .Where(one => one.Collection == query.Collection && (query.Owner is null || one.Owner == query.Owner) && one.TimeMs >= query.FromMs && one.TimeMs <= query.ToMs)
            .Order(Comparer<StoredRecord>.Create(static (one, other) => Compare(one.Place, other.Place)));
        var directed = query.NewestFirst ? records.Reverse() : records;
        return [.. directed.Where(one => query.After is not { } after || (query.NewestFirst ? Compare(one.Place, after) < 0 : Compare(one.Place, after) > 0))];
    }

    private static int Compare(RecordPlace one, RecordPlace other) =>
        one.TimeMs != other.TimeMs ? one.TimeMs.CompareTo(other.TimeMs) : Encoding.UTF8.GetBytes(one.Key).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Key));
}
