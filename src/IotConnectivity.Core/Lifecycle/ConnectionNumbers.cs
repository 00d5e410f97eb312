namespace IotConnectivity.Lifecycle;

/// <summary>How the connection numbers of a source compare.</summary>
public enum ConnectionNumbers
{
    /// <summary>Within one epoch a later connection has a greater number, and a later epoch beats an earlier one.</summary>
    Growing = 0,

    /// <summary>
    /// AWS's version number: greater for later connections, but it starts again at 0 when the client was away for about an hour. Events less than
    /// 30 minutes apart compare by number, others by time.
    /// </summary>
    /// <remarks>Source: AWS IoT Developer Guide, "Lifecycle events". The 30 minutes are this library's choice: less than the hour after which
    /// numbers start again, more than the two minutes by which time stamps may be off either way.</remarks>
    ResetWhenAway = 1,
}
