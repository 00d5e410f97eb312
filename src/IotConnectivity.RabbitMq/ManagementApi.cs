using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IotConnectivity.Lifecycle;

namespace IotConnectivity.RabbitMq;

/// <summary>Asks RabbitMQ's management API who is connected.</summary>
/// <remarks>
/// The whole list is one answer: with pages, a connection that ends while they are fetched moves others from a page that is still to come to one that is past, and they would seem
/// to be gone. It is read as it arrives. Listing the nodes needs the tag <c>monitoring</c>, without which the list of connections would hold the caller's own only.
/// </remarks>
internal sealed partial class ManagementApi : IDisposable
{
    private const int MaxConnections = 2_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    public ManagementApi(Uri address, string userName, string password, TimeProvider time)
    {
        _time = time;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
        {
            BaseAddress = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/"),
            Timeout = Patience,
        };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}")));
    }

    /// <summary>Lists nodes and MQTT connections.</summary>
    /// <exception cref="HttpRequestException">The API is not there, or refuses.</exception>
    /// <exception cref="InvalidDataException">The answer is not what was expected; nothing may be concluded from it.</exception>
    public async Task<ManagementList> ListAsync(CancellationToken cancellationToken)
    {
        List<string> nodes = [];
        await foreach (var (node, _) in ReadAsync("api/nodes?columns=name", cancellationToken).ConfigureAwait(false))
        {
            nodes.Add(Text(node, "name") ?? throw new InvalidDataException("a node of the management API has no name"));
        }

        List<ListedConnection> connections = [];
        var takenAt = _time.GetUtcNow();
        var all = ReadAsync(
            "api/connections?columns=node,protocol,connected_at,peer_host,peer_port,host,port,timeout,variable_map,client_properties", cancellationToken);
        await foreach (var (connection, askedAt) in all.ConfigureAwait(false))
        {
            takenAt = askedAt;
            if (Text(connection, "protocol")?.Contains("MQTT", StringComparison.Ordinal) != true) continue;
            if (connections.Count == MaxConnections) throw new InvalidDataException($"the management API lists more than {MaxConnections} connections");
            connections.Add(Read(connection));
        }

        return new ManagementList(takenAt, nodes, connections.ToLookup(static connection => connection.Node, StringComparer.Ordinal));
    }

    public void Dispose() => _client.Dispose();

    // One that cannot be read is there all the same, so that the list without it would be wrong.
    private static ListedConnection Read(in JsonElement listed)
    {
        var clientId = ClientId(listed, "client_properties") ?? ClientId(listed, "variable_map");
        if (Text(listed, "node") is not { } node || clientId is null || Number(listed, "connected_at", LifecycleLimits.MaxTimestampMs) is not { } connectedAt)
        {
            throw new InvalidDataException("a connection of the management API has no node, client id or connect time");
        }

        return new ListedConnection(node, clientId, connectedAt)
        {
            SourceIp = Address(listed, "peer_host"),
            SourcePort = (int?)Number(listed, "peer_port", ushort.MaxValue),
            TargetIp = Address(listed, "host"),
            TargetPort = (int?)Number(listed, "port", ushort.MaxValue),
            KeepAliveSeconds = (int?)Number(listed, "timeout", ushort.MaxValue),
        };
    }

    private static string? Text(in JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static long? Number(in JsonElement parent, string name, long max) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var value) && value >= 0 && value <= max ? value : null;

    private static string? ClientId(in JsonElement listed, string map) => listed.TryGetProperty(map, out var members) ? Text(members, "client_id") : null;

    private static PeerAddress Address(in JsonElement listed, string name) =>
        Text(listed, name) is { } text && PeerAddress.TryParse(Encoding.UTF8.GetBytes(text), out var address) ? address : default;

    private async IAsyncEnumerable<(JsonElement Element, DateTimeOffset AskedAt)> ReadAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                string.Create(CultureInfo.InvariantCulture, $"the management API answered {(int)response.StatusCode} to {path.Split('?')[0]}, expected 200; its user needs the tag `monitoring`"), null, response.StatusCode);
        }

        // The clock that stamped the connects: the broker's, in full seconds.
        var askedAt = (response.Headers.Date ?? _time.GetUtcNow()) - _time.GetElapsedTime(start);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            await foreach (var element in JsonSerializer.DeserializeAsyncEnumerable(body, Json.Default.JsonElement, cancellationToken).ConfigureAwait(false))
            {
                yield return (element, askedAt);
            }
        }
    }

    [JsonSerializable(typeof(JsonElement))]
    private sealed partial class Json : JsonSerializerContext;
}
