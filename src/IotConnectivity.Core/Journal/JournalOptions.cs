namespace IotConnectivity.Journal;

/// <summary>Options of the journal.</summary>
public sealed class JournalOptions
{
    /// <summary>Gets or sets how long what was heard of a thing is remembered.</summary>
    /// <value>One hour to 100 years; the default is 30 days.</value>
    /// <remarks>Counted from when an event was received or, if that is later, from its own stamp. The state of a thing and its last 32 events are never forgotten.</remarks>
    public TimeSpan HistoryRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets how many events and records of other rooms may wait to be written before those who bring more have to wait.</summary>
    /// <value>1,024 to 1,048,576; the default is 65,536, which is about 20 MB of memory.</value>
    public int Capacity { get; set; } = 65_536;

    /// <summary>Gets or sets how often the last activity of the things that were heard of is written.</summary>
    /// <value>One second to one hour; the default is one minute. After a crash an activity may be this much too old, and a connection whose first heartbeat is lost so is watched from its next one on.</value>
    public TimeSpan ActivityInterval { get; set; } = TimeSpan.FromMinutes(1);
}
