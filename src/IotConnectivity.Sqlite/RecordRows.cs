using IotConnectivity.Storage;

namespace IotConnectivity.Sqlite;

/// <summary>Reads pages of records over one connection.</summary>
internal sealed class RecordRows
{
    private readonly Statement _oldestFirst;
    private readonly Statement _newestFirst;
    private readonly Statement _oldestFirstOfOwner;
    private readonly Statement _newestFirstOfOwner;

    internal RecordRows(Database database)
    {
        const string Columns = "SELECT time, key, owner, value FROM record INDEXED BY";
        const string OfAll = "record_by_time WHERE collection = (SELECT number FROM record_collection WHERE name = ?1)";
        const string OfOwner = "record_by_owner WHERE collection = (SELECT number FROM record_collection WHERE name = ?1) AND owner = ?6";
        const string Forward = "AND (time, key) >= (?2, ?3) AND time <= ?4 ORDER BY time, key LIMIT ?5";
        const string Backward = "AND (time, key) <= (?2, ?3) AND time >= ?4 ORDER BY time DESC, key DESC LIMIT ?5";
        _oldestFirst = database.Prepare($"{Columns} {OfAll} {Forward}");
        _newestFirst = database.Prepare($"{Columns} {OfAll} {Backward}");
        _oldestFirstOfOwner = database.Prepare($"{Columns} {OfOwner} {Forward}");
        _newestFirstOfOwner = database.Prepare($"{Columns} {OfOwner} {Backward}");
    }

    /// <summary>Reads what follows a place, as it is at one moment.</summary>
    /// <param name="query">Which records.</param>
    /// <param name="after">The place; <see langword="null"/> for the beginning.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="page">Where to put them.</param>
    internal void Read(RecordQuery query, RecordPlace? after, int count, List<StoredRecord> page)
    {
        var rows = (query.NewestFirst, query.Owner is not null) switch
        {
            (false, false) => _oldestFirst,
            (true, false) => _newestFirst,
            (false, true) => _oldestFirstOfOwner,
            (true, true) => _newestFirstOfOwner,
        };
        BindRange(rows.Bind(1, query.Collection), query, after);

        // One more, since it may be the one that was read before.
        rows.Bind(5, count + 1L);
        if (query.Owner is not null) rows.Bind(6, query.Owner);
        try
        {
            while (page.Count < count && rows.Step())
            {
                var place = new RecordPlace(rows.Number(0), rows.Text(1));
                if (place != after) page.Add(new StoredRecord(query.Collection, place.Key, place.TimeMs, rows.IsNull(2) ? null : rows.Text(2), rows.Bytes(3).ToArray()));
            }
        }
        finally
        {
            rows.Reset();
        }
    }

    private static void BindRange(Statement rows, RecordQuery query, RecordPlace? after)
    {
        var (beginMs, endMs) = query.NewestFirst ? (query.ToMs, query.FromMs) : (query.FromMs, query.ToMs);
        rows.Bind(4, endMs);
        if (after is { } place && (query.NewestFirst ? place.TimeMs <= beginMs : place.TimeMs >= beginMs)) rows.Bind(2, place.TimeMs).Bind(3, place.Key);
        else if (query.NewestFirst) rows.Bind(2, beginMs).Bind(3, AboveAllTexts);
        else rows.Bind(2, beginMs).Bind(3, string.Empty);
    }

    // To SQLite every blob is greater than every text.
    private static ReadOnlySpan<byte> AboveAllTexts => [];
}
