using System.Buffers.Binary;
using System.Runtime.InteropServices;
using IotConnectivity.Indexing;

namespace IotConnectivity.Storage;

/// <summary>What is kept of one thing: its record, its state and its events, packed one after the other, each after its length.</summary>
internal sealed class InMemoryThing
{
    private const int LengthSize = 2;

    private readonly Lock _access = new();
    private byte[] _packed = [];
    private int _start;
    private int _end;
    private int _count;
    private ThingConnectivity _state = ThingConnectivity.Never;
    private StoredThing? _record;
    private long? _lastActivityMs;
    private long _incompleteUntilMs = long.MinValue;

    /// <summary>Gets the latest stamp of the events that had to go because there were too many.</summary>
    internal long IncompleteUntilMs
    {
        get
        {
            lock (_access) return _incompleteUntilMs;
        }
    }

    internal StoredThing Record
    {
        set
        {
            lock (_access) _record = value;
        }
    }

    internal long? LastActivityMs
    {
        set
        {
            lock (_access) _lastActivityMs = value;
        }
    }

    /// <summary>Gets the thing as it is restored; <see langword="null"/> if its record was never written.</summary>
    internal StoredThing? ToStoredThing(long baseRevision)
    {
        lock (_access)
        {
            return _record is null
                ? null
                : _record with { Connectivity = _state.ToEvents(_record.Name), Revision = Math.Max(baseRevision, _state.Revision), LastActivityMs = _lastActivityMs };
        }
    }

    internal void Append(ReadOnlySpan<byte> entry, ThingConnectivity? state, int maxEvents, SourceTable sources)
    {
        lock (_access)
        {
            if (state is not null && state.Revision >= _state.Revision) _state = state;

            // What cannot be packed is longer than any event that a parser lets through, by far.
            if (entry.Length > ushort.MaxValue) return;
            while (_count >= maxEvents) DropOldest(sources);
            MakeRoom(LengthSize + entry.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(_packed.AsSpan(_end), (ushort)entry.Length);
            entry.CopyTo(_packed.AsSpan(_end + LengthSize));
            _end += LengthSize + entry.Length;
            _count++;
        }
    }

    /// <summary>Reads the events, the last first.</summary>
    internal IReadOnlyList<JournalEntry> Read(long thingKey, string thingName, SourceTable sources)
    {
        lock (_access)
        {
            var entries = new JournalEntry[_count];
            var at = _start;
            for (var i = _count - 1; i >= 0; i--)
            {
                TryRead(Next(ref at), thingKey, thingName, sources, out entries[i]);
            }

            return entries;
        }
    }

    internal void Trim(long horizonMs, SourceTable sources)
    {
        lock (_access)
        {
            var mayGo = _count - JournalRetention.LastEvents;
            if (mayGo <= 0) return;
            var entries = Read(0, string.Empty, sources);
            var positions = new List<int>();
            var expired = new List<JournalEntry>();
            for (var i = 0; i < _count; i++)
            {
                var entry = entries[_count - 1 - i];
                if (entry.ReceivedAtMs >= horizonMs || entry.Event.TimestampMs >= horizonMs) continue;
                positions.Add(i);
                expired.Add(entry);
            }

            var candidates = positions.Count(position => position < mayGo);
            if (candidates == 0) return;
            Keep([.. JournalTrimming.FindDroppable(CollectionsMarshal.AsSpan(expired), candidates).Select(i => positions[i])]);
        }
    }

    internal void DropConnectivity()
    {
        lock (_access)
        {
            _packed = [];
            _start = _end = _count = 0;
            _state = ThingConnectivity.Never;
            _lastActivityMs = null;
            _incompleteUntilMs = long.MinValue;
        }
    }

    private void Keep(HashSet<int> dropped)
    {
        var (from, to, count) = (_start, 0, _count);
        _start = 0;
        for (var i = 0; i < count; i++)
        {
            var begin = from;
            Next(ref from);
            if (dropped.Contains(i))
            {
                _count--;
                continue;
            }

            Buffer.BlockCopy(_packed, begin, _packed, to, from - begin);
            to += from - begin;
        }

        _end = to;
    }

    private ReadOnlySpan<byte> Next(ref int at)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(_packed.AsSpan(at));
        var entry = _packed.AsSpan(at + LengthSize, length);
        at += LengthSize + length;
        return entry;
    }

    private void DropOldest(SourceTable sources)
    {
        if (TryRead(Next(ref _start), 0, string.Empty, sources, out var dropped)) _incompleteUntilMs = Math.Max(_incompleteUntilMs, dropped.Event.TimestampMs);
        _count--;
    }

    // The position stands before the entry.
    private static bool TryRead(ReadOnlySpan<byte> packed, long thingKey, string thingName, SourceTable sources, out JournalEntry entry)
    {
        entry = default;
        var reader = new EventReader(packed, sources, thingName);
        if (!reader.TryReadNumber(out var position) || !reader.TryReadEntry(thingKey, out entry)) return false;
        entry = entry with { Position = (long)position };
        return true;
    }

    private void MakeRoom(int length)
    {
        if (_end + length <= _packed.Length) return;
        var used = _end - _start;

        // Little room to spare: nearly all things have as many events as they may after a while, and moving a kilobyte every few events costs nothing beside that.
        var target = used + length <= _packed.Length * 7 / 8 ? _packed : new byte[Math.Max(used + length, _packed.Length * 5 / 4)];
        Buffer.BlockCopy(_packed, _start, target, 0, used);
        _packed = target;
        (_start, _end) = (0, used);
    }
}
