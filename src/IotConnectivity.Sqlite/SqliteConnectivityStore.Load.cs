using System.Text.Json;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using Microsoft.Data.Sqlite;

namespace IotConnectivity.Sqlite;

public sealed partial class SqliteConnectivityStore
{
    // More events than a state has, nearly always; they are made fewer before they are kept.
    private const int FewEvents = 4;

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> LoadSettingsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var settings = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        using var rows = Writer.Prepare("SELECT name, value FROM setting");
        while (rows.Step()) settings[rows.Text(0)] = rows.Bytes(1).ToArray();
        return Task.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(settings);
    }

    /// <inheritdoc/>
    /// <remarks>Reads what the journal has beyond the states first, then the things in the order of their keys.</remarks>
    public IAsyncEnumerable<StoredThing> LoadThingsAsync(CancellationToken cancellationToken)
    {
        _ = Writer;
        return LoadThings(cancellationToken).ToAsyncEnumerable();
    }

    private IEnumerable<StoredThing> LoadThings(CancellationToken cancellationToken)
    {
        // One moment for everything, also if somebody reads while others write.
        using var database = Database.Open(_path, SqliteOpenMode.ReadOnly, _options.BusyTimeout);
        database.Execute("PRAGMA cache_size = -16000; BEGIN");
        var tail = JournalTail.Read(database, _watermark, _path, cancellationToken);
        using var rows = database.Prepare(
            """
            SELECT thing.key, thing.name, thing.id, thing.type, thing.attributes, thing.version, state.state, activity.at, thing.groups
            FROM thing LEFT JOIN state ON state.key = thing.key LEFT JOIN activity ON activity.key = thing.key
            ORDER BY thing.key
            """);
        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return ReadThing(rows, tail);
        }

        database.Execute("COMMIT");
        BeginUse();
    }

    /// <summary>Only now is the file marked as one in use: what is refused on the way stays as it was.</summary>
    private void BeginUse()
    {
        Writer.TurnOnWriteAheadLog();

        // Finds out now, not at the first event, that the log cannot be made.
        Writer.Execute("BEGIN IMMEDIATE; COMMIT");
        Writer.KeepLogOnClose(false);
        _isLoaded = true;
    }

    private StoredThing ReadThing(Statement row, JournalTail tail)
    {
        var key = row.Number(0);
        if (key <= 0 || key >= _nextKey) throw StoreFaults.Damaged(_path, $"a thing has key {key}, expected 1 to {_nextKey - 1}");
        var name = row.Text(1);
        var id = row.Bytes(2);
        if (id.Length != 16) throw StoreFaults.Damaged(_path, $"the id of thing `{name}` has {id.Length} bytes, expected 16");
        var (events, revision) = ReadConnectivity(row, tail, key, name);
        return new StoredThing(key, name, new Guid(id, bigEndian: true), row.IsNull(3) ? null : row.Text(3), ReadAttributes(row, name), row.Number(5))
        {
            Groups = ReadGroups(row, name),
            Connectivity = events,
            Revision = revision,
            LastActivityMs = row.IsNull(7) ? null : row.Number(7),
        };
    }

    private Guid[] ReadGroups(Statement row, string name)
    {
        if (row.IsNull(8)) return [];
        var ids = row.Bytes(8);
        if (ids.Length % 16 != 0) throw StoreFaults.Damaged(_path, $"the groups of thing `{name}` have {ids.Length} bytes, expected 16 for each");
        var groups = new Guid[ids.Length / 16];
        for (var i = 0; i < groups.Length; i++) groups[i] = new Guid(ids.Slice(16 * i, 16), bigEndian: true);
        return groups;
    }

    private ThingAttributes ReadAttributes(Statement row, string name)
    {
        if (row.IsNull(4)) return ThingAttributes.Empty;
        try
        {
            var reader = new Utf8JsonReader(row.Bytes(4));
            var attributes = new List<KeyValuePair<string, string>>();
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException("expected an object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var attribute = reader.GetString()!;
                reader.Read();
                attributes.Add(new(attribute, reader.GetString()!));
            }

            return ThingAttributes.Create(attributes);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw StoreFaults.Damaged(_path, $"the attributes of thing `{name}` cannot be read", exception);
        }
    }

    private (IReadOnlyList<LifecycleEvent> Events, long Revision) ReadConnectivity(Statement row, JournalTail tail, long key, string name)
    {
        LifecycleEvent[] events = [];
        ulong entry = 0, sequence = 0, revision = 0;
        if (!row.IsNull(6))
        {
            var reader = new EventReader(row.Bytes(6), _sources, name);
            if (!reader.TryReadNumber(out entry) || !reader.TryReadNumber(out sequence) || !reader.TryReadNumber(out revision) || !reader.TryReadEvents(out var read))
            {
                throw StoreFaults.Damaged(_path, $"the state of thing `{name}` cannot be read");
            }

            events = read;
        }

        var head = new EntryHead { Entry = (long)entry, Sequence = (uint)sequence };
        var floor = Math.Max((long)revision, _baseRevision);
        if (!tail.TryGetHead(key, out var last, out var count))
        {
            if (!_isLoaded) NoteLoaded(key, head, floor);
            return (events, floor);
        }

        var all = new List<LifecycleEvent>(events.Length + count);
        all.AddRange(events);
        if (!tail.TryAddEvents(key, name, _sources, all)) throw StoreFaults.Damaged(_path, $"an entry of thing `{name}` in the journal cannot be read");

        // Each entry was at most one change.
        floor += count;
        if (!_isLoaded)
        {
            NoteLoaded(key, last, floor);
            _dirty.Put(key, new DirtyState(new EncodedState(Encode(all, name), floor)));
        }

        return (all, floor);
    }

    private void NoteLoaded(long key, EntryHead head, long revision)
    {
        _heads[key] = head;
        _maxRevision = Math.Max(_maxRevision, revision);
    }

    private byte[] Encode(List<LifecycleEvent> events, string name)
    {
        _writer.Clear();
        try
        {
            _writer.WriteEvents(events.Count <= FewEvents ? events : Join(events));
        }
        catch (ArgumentException exception)
        {
            throw StoreFaults.Damaged(_path, $"an event of thing `{name}` cannot be: {exception.Message}", exception);
        }

        return _writer.Written.ToArray();
    }

    private static IReadOnlyList<LifecycleEvent> Join(List<LifecycleEvent> events)
    {
        const string Name = "t";
        var index = new ConnectivityIndex();
        new ThingRegistry(index).TryCreate(new ThingName(Name), null, null, out _, out _);
        foreach (var one in events) index.Apply(one with { ClientId = Name });
        index.TryGet(Name, out var state);
        return state.ToEvents(Name);
    }
}
