namespace IotConnectivity.Lifecycle;

/// <summary>How large the input of the lifecycle parsers may be. Checked before any other work is done.</summary>
public static class LifecycleLimits
{
    /// <summary>The longest event or line, in bytes, without its line end.</summary>
    /// <remarks>An AWS lifecycle event has less than 1 KiB and Mosquitto cuts a line at about 1000 characters; the rest is room for members that
    /// nobody here reads.</remarks>
    public const int MaxEventBytes = 64 * 1024;

    /// <summary>The deepest nesting of objects and arrays in one event, the event itself included.</summary>
    public const int MaxDepth = 16;

    /// <summary>The longest client id, in bytes of UTF-8.</summary>
    /// <remarks>AWS General Reference, "AWS IoT Core message broker and protocol limits and quotas", client ID size.</remarks>
    public const int MaxClientIdBytes = 128;

    /// <summary>The longest of any other text that is read from an event, in bytes of UTF-8.</summary>
    public const int MaxTextBytes = 256;

    /// <summary>The latest time stamp that is accepted: the last millisecond of the year 9999.</summary>
    public const long MaxTimestampMs = 253_402_300_799_999;
}
