namespace IotConnectivity.Lifecycle;

/// <summary>The headers of RabbitMQ's events that are read, as members of one object. With AMQP 1.0 their names begin with <c>x-opt-</c>.</summary>
internal static class RabbitMqMember
{
    public static readonly JsonMembers Table = new();
    public static readonly JsonMember RoutingKey = Table.Add("routing_key", "event");
    public static readonly JsonMember Pid = Add("pid");
    public static readonly JsonMember Name = Add("name");
    public static readonly JsonMember Protocol = Add("protocol");
    public static readonly JsonMember Node = Add("node");
    public static readonly JsonMember User = Add("user");
    public static readonly JsonMember Timeout = Add("timeout");
    public static readonly JsonMember ConnectedAt = Add("connected_at");
    public static readonly JsonMember Timestamp = Add("timestamp_in_ms");
    public static readonly JsonMember VariableMap = Add("variable_map");
    public static readonly JsonMember ClientProperties = Add("client_properties");

    private static JsonMember Add(string name) => Table.Add(name, "x-opt-" + name);
}
