using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

/// <summary>A row of the journal, its content not read yet.</summary>
internal readonly ref struct JournalRow
{
    private static readonly SourceTable NoSources = new();

    internal required long Id { get; init; }

    /// <summary>Gets the id of the entry of the same thing before this one; 0 if there is none.</summary>
    internal required long Previous { get; init; }

    internal required uint Sequence { get; init; }

    internal required long ThingKey { get; init; }

    internal required ReadOnlySpan<byte> Content { get; init; }

    internal static bool TryRead(long id, ReadOnlySpan<byte> bytes, out JournalRow row)
    {
        row = default;
        var reader = new EventReader(bytes, NoSources, string.Empty);
        if (!reader.TryReadNumber(out var distance) || distance >= (ulong)id) return false;
        if (!reader.TryReadNumber(out var sequence) || sequence > uint.MaxValue || !reader.TryReadNumber(out var key) || key is 0 or > int.MaxValue * 4096L) return false;
        row = new JournalRow
        {
            Id = id,
            Previous = distance == 0 ? 0 : id - (long)distance,
            Sequence = (uint)sequence,
            ThingKey = (long)key,
            Content = reader.Rest,
        };
        return true;
    }

    internal static void WriteStart(EventWriter writer, long id, long previous, uint sequence, long thingKey)
    {
        writer.WriteNumber(previous == 0 ? 0 : (ulong)(id - previous));
        writer.WriteNumber(sequence);
        writer.WriteNumber((ulong)thingKey);
    }

    internal bool TryReadEntry(SourceTable sources, string thingName, out JournalEntry entry)
    {
        if (!new EventReader(Content, sources, thingName).TryReadEntry(ThingKey, out entry)) return false;
        entry = entry with { Position = Id };
        return true;
    }
}
