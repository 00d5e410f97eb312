using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Benchmarks.Lifecycle;

/// <summary>What does reading an event of each JSON dialect cost on top of walking over its JSON?</summary>
[MemoryDiagnoser]
public class DialectParserBenchmarks
{
    private const string ClientId = "pump-17";

    private static readonly ClientIdResolver Resolve = static id => id.SequenceEqual(ClientId) ? ClientId : null;

    private static readonly Dictionary<string, (LifecycleParser Parser, string Topic, string Json)> Events = new(StringComparer.Ordinal)
    {
        ["emqx rule connect"] = (
            new EmqxLifecycleParser { ResolveClientId = Resolve },
            "",
            """{"event":"client.connected","clientid":"pump-17","username":"fleet","peername":"198.51.100.24:52123","sockname":"10.1.0.5:8883","proto_name":"MQTT","proto_ver":5,"keepalive":60,"clean_start":false,"expiry_interval":7200,"is_bridge":false,"connected_at":1767168000250,"timestamp":1767168000253,"node":"emqx@10.1.0.5","client_attrs":{}}"""),
        ["emqx rule end"] = (
            new EmqxLifecycleParser { ResolveClientId = Resolve },
            "",
            """{"event":"client.disconnected","clientid":"pump-17","username":"fleet","reason":"takenover","peername":"198.51.100.24:52123","sockname":"10.1.0.5:8883","proto_name":"MQTT","proto_ver":5,"connected_at":1767168000250,"disconnected_at":1767171612004,"timestamp":1767171612006,"node":"emqx@10.1.0.5"}"""),
        ["emqx $SYS connect"] = (
            new EmqxLifecycleParser { ResolveClientId = Resolve },
            "$SYS/brokers/emqx@10.1.0.5/clients/pump-17/connected",
            """{"username":"fleet","ts":1767168000252,"sockport":1883,"proto_ver":5,"proto_name":"MQTT","protocol":"mqtt","keepalive":60,"ipaddress":"198.51.100.24","expiry_interval":7200000,"connected_at":1767168000250,"clientid":"pump-17","clean_start":false}"""),
        ["nanomq connack"] = (
            new NanoMqLifecycleParser { ResolveClientId = Resolve },
            "",
            """{"proto_ver":4,"keepalive":60,"conn_ack":"success","username":"fleet","clientid":"pump-17","action":"client_connack"}"""),
        ["vernemq gone"] = (new VerneMqLifecycleParser { ResolveClientId = Resolve }, "on_client_gone", """{"mountpoint":"","client_id":"pump-17"}"""),
        ["azure hub"] = (
            new AzureLifecycleParser { ResolveClientId = Resolve },
            "",
            """{"id":"6f3f1a1e-1111-4c2a-9b1e-0a0b0c0d0e0f","source":"/subscriptions/S/resourceGroups/G/providers/Microsoft.Devices/IotHubs/hub1","subject":"devices/pump-17","type":"Microsoft.Devices.DeviceDisconnected","time":"2026-01-05T09:00:12.0040000Z","specversion":"1.0","data":{"deviceConnectionStateEventInfo":{"sequenceNumber":"000000000000000001D4132452F67CE200000002000000000000000000000001"},"hubName":"hub1","deviceId":"pump-17"}}"""),
        ["azure namespace"] = (
            new AzureLifecycleParser { ResolveClientId = Resolve },
            "",
            """{"specversion":"1.0","id":"0c9d5a60-2222-4b1f-8f55-8e5b7d0a1c11","time":"2026-01-05T09:00:12.0046871Z","type":"Microsoft.EventGrid.MQTTClientSessionDisconnected","source":"/subscriptions/S/resourceGroups/G/providers/Microsoft.EventGrid/namespaces/ns1","subject":"clients/pump-17/sessions/pump-17","data":{"namespaceName":"ns1","clientAuthenticationName":"pump-17","clientSessionName":"pump-17","sequenceNumber":41,"disconnectionReason":"ConnectionLost"}}"""),
        ["rabbitmq closed"] = (
            new RabbitMqLifecycleParser { ResolveClientId = Resolve },
            "connection.closed",
            """{"pid":"<rabbit@node1.1767160000.2211.0>","name":"198.51.100.24:52123 -> 10.1.0.5:1883","protocol":"{'MQTT',{3,1,1}}","peer_host":"{198,51,100,24}","peer_port":52123,"host":"{10,1,0,5}","port":1883,"user":"fleet","vhost":"/","node":"rabbit@node1","client_properties":["{client_id,longstr,<<\"pump-17\">>}"],"timeout":60,"connected_at":1767168000250,"timestamp_in_ms":1767168000253}"""),
        ["hivemq presence"] = (
            new HiveMqLifecycleParser { ResolveClientId = Resolve },
            "presence/connected/pump-17",
            """{"brokerNode":"n1","brokerEpoch":7,"kind":"Connected","clientId":"pump-17","principal":"fleet","occurredAt":1767168000250,"sequence":41,"keepAliveSeconds":60,"cleanSession":false,"sessionExpirySeconds":7200,"sourceIp":"198.51.100.24","sourcePort":52123,"targetIp":"10.1.0.5","targetPort":8883}"""),
    };

    private LifecycleParser _parser = new EmqxLifecycleParser();
    private string _topic = "";
    private byte[] _json = [];

    public static IEnumerable<string> Names => Events.Keys;

    [ParamsSource(nameof(Names))]
    public string Event { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        (_parser, _topic, var json) = Events[Event];
        _json = Encoding.UTF8.GetBytes(json);
        if (Parse().ClientId != ClientId || Walk() < 6) throw new InvalidOperationException("the variants do not agree");
    }

    [Benchmark(Baseline = true)]
    public int Walk()
    {
        var json = new Utf8JsonReader(_json);
        var tokens = 0;
        while (json.Read()) tokens++;
        return tokens;
    }

    [Benchmark]
    public LifecycleEvent Parse()
    {
        _ = _parser.TryParse(_topic, _json, 1_767_168_000_000, out var read, out _);
        return read;
    }
}
