using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.Benchmarks.Lifecycle;

/// <summary>What does reading an AWS event cost on top of walking over its JSON?</summary>
[MemoryDiagnoser]
public class AwsLifecycleParserBenchmarks
{
    private const string ClientId = "pump-17";

    private static readonly string Connected = """
        {"clientId":"pump-17","timestamp":1767168000250,"eventType":"connected","sessionIdentifier":"7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c55",
        "principalIdentifier":"9d1f6c0c5e0b4f34b2a77f4c2d0e8a61b6f1c2d3e4f5061728394a5b6c7d8e9f","ipAddress":"198.51.100.24","versionNumber":41}
        """.ReplaceLineEndings("");

    private static readonly string Disconnected = """
        {"clientId":"pump-17","timestamp":1767171612004,"eventType":"disconnected","sessionIdentifier":"7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c55",
        "principalIdentifier":"9d1f6c0c5e0b4f34b2a77f4c2d0e8a61b6f1c2d3e4f5061728394a5b6c7d8e9f","clientInitiatedDisconnect":false,
        "disconnectReason":"MQTT_KEEP_ALIVE_TIMEOUT","versionNumber":41}
        """.ReplaceLineEndings("");

    private readonly AwsLifecycleParser _withNames = new() { ResolveClientId = id => id.SequenceEqual(ClientId) ? ClientId : null };
    private readonly AwsLifecycleParser _withoutNames = new();
    private byte[] _json = [];

    [Params(LifecycleEventKind.Connected, LifecycleEventKind.Disconnected)]
    public LifecycleEventKind Kind { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _json = Encoding.UTF8.GetBytes(Kind == LifecycleEventKind.Connected ? Connected : Disconnected);
        if (ParseKnownClient().ClientId != ClientId || ParseNewClient().Kind != Kind || Walk() < 16)
            throw new InvalidOperationException("the variants do not agree");
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
    public LifecycleEvent ParseKnownClient()
    {
        _ = _withNames.TryParse(_json, out var read, out _);
        return read;
    }

    [Benchmark]
    public LifecycleEvent ParseNewClient()
    {
        _ = _withoutNames.TryParse(_json, out var read, out _);
        return read;
    }
}
