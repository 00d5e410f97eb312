namespace IotConnectivity.Sqlite;

/// <summary>What an acknowledged event survives.</summary>
public enum SqliteSynchronous
{
    /// <summary>
    /// Each commit is synced to the disk before it is acknowledged: nothing acknowledged is lost by a kill, a crash of the operating system or a power cut, as far as the disk
    /// keeps what it says it has synced.
    /// </summary>
    Full = 0,

    /// <summary>
    /// Commits are handed to the operating system and synced now and then: nothing acknowledged is lost by a kill of the process. A crash of the operating system or a power cut
    /// may lose the last commits, up to some megabytes of them; what is left is whole, as of some earlier moment.
    /// </summary>
    Normal = 1,
}
