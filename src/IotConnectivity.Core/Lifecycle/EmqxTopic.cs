namespace IotConnectivity.Lifecycle;

/// <summary>What a <c>$SYS</c> topic of EMQX says.</summary>
internal readonly ref struct EmqxTopic
{
    private const string Brokers = "$SYS/brokers/";

    /// <summary>Takes a topic apart: <c>$SYS/brokers/&lt;node&gt;/clients/&lt;clientid&gt;/connected</c>, or the same of a gateway.</summary>
    /// <param name="topic">The topic; empty or another one says nothing.</param>
    public EmqxTopic(ReadOnlySpan<char> topic)
    {
        if (!topic.StartsWith(Brokers)) return;
        var rest = topic[Brokers.Length..];
        var slash = rest.IndexOf('/');
        if (slash < 1) return;
        Node = rest[..slash];
        Kind = !rest[slash..].StartsWith("/clients/") && !rest[slash..].StartsWith("/gateway/") ? default
            : rest.EndsWith("/connected") ? LifecycleEventKind.Connected
            : rest.EndsWith("/disconnected") ? LifecycleEventKind.Disconnected : default;
        IsOther = Kind == default;
    }

    public ReadOnlySpan<char> Node { get; }

    public LifecycleEventKind Kind { get; }

    /// <summary>Gets a value indicating whether the topic is one of the broker's that speaks of something else.</summary>
    public bool IsOther { get; }
}
