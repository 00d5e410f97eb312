namespace IotConnectivity.Storage;

/// <summary>What is kept of the journal whatever its age.</summary>
public static class JournalRetention
{
    /// <summary>So many events of each thing are never forgotten, so that there is an answer to "why does it show offline?".</summary>
    public const int LastEvents = 32;
}
