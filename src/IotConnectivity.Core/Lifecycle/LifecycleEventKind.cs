namespace IotConnectivity.Lifecycle;

/// <summary>What a lifecycle event tells.</summary>
public enum LifecycleEventKind
{
    /// <summary>A client's connection was accepted.</summary>
    Connected = 1,

    /// <summary>A connection ended.</summary>
    Disconnected = 2,

    /// <summary>A connection was refused. Never changes the state of the client, which may hold an earlier, healthy connection.</summary>
    ConnectFailed = 3,

    /// <summary>A client subscribed. Does not touch connectivity.</summary>
    Subscribed = 4,

    /// <summary>A client unsubscribed. Does not touch connectivity.</summary>
    Unsubscribed = 5,

    /// <summary>The client was heard of. Never opens or ends a connection.</summary>
    Heartbeat = 6,
}
