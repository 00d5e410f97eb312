namespace IotConnectivity.Sqlite;

/// <summary>What the writer runs, prepared once.</summary>
internal sealed class Statements(Database database)
{
    internal Statement Begin { get; } = database.Prepare("BEGIN IMMEDIATE");

    internal Statement Commit { get; } = database.Prepare("COMMIT");

    internal Statement PutThing { get; } =
        database.Prepare("INSERT OR REPLACE INTO thing (key, name, id, type, attributes, version, groups) VALUES (?, ?, ?, ?, ?, ?, ?)");

    internal Statement PutState { get; } = database.Prepare("INSERT INTO state (key, state) VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state");

    internal Statement ReadState { get; } = database.Prepare("SELECT state FROM state WHERE key = ?");

    internal Statement PutActivity { get; } = database.Prepare("INSERT INTO activity (key, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at");

    internal Statement PutSource { get; } =
        database.Prepare("INSERT INTO source (number, name, node, numbers, reuses_keys, reports_activity) VALUES (?, ?, ?, ?, ?, ?)");

    internal Statement PutSetting { get; } = database.Prepare("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)");

    internal Statement DeleteSetting { get; } = database.Prepare("DELETE FROM setting WHERE name = ?");

    internal Statement PutMeta { get; } = database.Prepare("UPDATE meta SET value = ?2 WHERE name = ?1");

    internal Statement DeleteThing { get; } = database.Prepare("DELETE FROM thing WHERE key = ?");

    internal Statement DeleteState { get; } = database.Prepare("DELETE FROM state WHERE key = ?");

    internal Statement DeleteActivity { get; } = database.Prepare("DELETE FROM activity WHERE key = ?");

    internal Statement AddRecord { get; } =
        database.Prepare("INSERT INTO record (collection, key, time, owner, value) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");

    // Sets no column of an index, so that no index is written.
    internal Statement ReplaceRecord { get; } =
        database.Prepare("UPDATE record SET value = ?5 WHERE collection = ?1 AND key = ?2 AND time = ?3 AND owner IS ?4");

    internal Statement MoveRecord { get; } = database.Prepare("UPDATE record SET time = ?3, owner = ?4, value = ?5 WHERE collection = ?1 AND key = ?2");

    internal Statement DeleteRecord { get; } =
        database.Prepare("DELETE FROM record WHERE collection = (SELECT number FROM record_collection WHERE name = ?1) AND key = ?2");

    internal Statement FindCollection { get; } = database.Prepare("SELECT number FROM record_collection WHERE name = ?");

    internal Statement AddCollection { get; } = database.Prepare("INSERT INTO record_collection (name) VALUES (?)");

    internal Statement AddEntry { get; } = database.Prepare("INSERT INTO journal (id, entry) VALUES (?, ?)");

    internal Statement ReadEntry { get; } = database.Prepare("SELECT entry FROM journal WHERE id = ?");

    internal Statement ReplaceEntry { get; } = database.Prepare("UPDATE journal SET entry = ?2 WHERE id = ?1");

    internal Statement DeleteEntry { get; } = database.Prepare("DELETE FROM journal WHERE id = ?");

    internal Statement EntriesFrom { get; } = database.Prepare("SELECT id, entry FROM journal WHERE id > ?1 ORDER BY id LIMIT ?2");

    internal Statement DeleteEntriesTo { get; } = database.Prepare("DELETE FROM journal WHERE id <= ?");

    internal Statement OldestEntry { get; } = database.Prepare("SELECT min(id) FROM journal");
}
