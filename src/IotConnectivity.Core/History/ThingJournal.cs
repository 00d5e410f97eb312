using IotConnectivity.Storage;

namespace IotConnectivity.History;

/// <summary>The events of a thing, the last received first, and what they make.</summary>
internal readonly record struct ThingJournal(KnownHistory Known, IReadOnlyList<JournalEntry> Entries);
