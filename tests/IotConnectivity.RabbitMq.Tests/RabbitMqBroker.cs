using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace IotConnectivity.RabbitMq;

/// <summary>A real RabbitMQ of its own on free ports, with its files in a folder of its own, shared by all tests that need one.</summary>
public sealed class RabbitMqBroker : IAsyncLifetime
{
    private const string Server = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rabbitmq-");
    private readonly int[] _ports = FreePorts(5);
    private readonly HttpClient _api = new();
    private readonly ConcurrentQueue<string?> _output = new();
    private Process? _mapper;
    private Process? _node;

    /// <summary>Gets where the plug-in listens for devices.</summary>
    public int MqttPort => _ports[2];

    public Uri Amqp => new($"amqp://guest:guest@127.0.0.1:{_ports[1]}/");

    public Uri Management => new($"http://127.0.0.1:{_ports[3]}/");

    /// <summary>Skips the test, loudly, where the programs are missing. A build that decides something may not skip it.</summary>
    public static void Require()
    {
        if (!IsInstalled && Environment.GetEnvironmentVariable("CI") is null)
            Assert.Skip("RabbitMQ or Mosquitto's clients are missing: apt-get install rabbitmq-server mosquitto-clients");
        Assert.True(IsInstalled, "RabbitMQ or Mosquitto's clients are missing: apt-get install rabbitmq-server mosquitto-clients");
    }

    public async ValueTask InitializeAsync()
    {
        if (!IsInstalled) return;
        Write("rabbitmq.conf", $"listeners.tcp.1 = 127.0.0.1:{_ports[1]}\nmqtt.listeners.tcp.1 = 127.0.0.1:{_ports[2]}\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {_ports[3]}\n");
        Write("enabled_plugins", "[rabbitmq_mqtt,rabbitmq_event_exchange,rabbitmq_management].");
        Write("env.conf", string.Empty);
        _api.BaseAddress = Management;
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("guest:guest")));
        _mapper = Start("epmd", "-address", "127.0.0.1", "-port", Text(_ports[0]));
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _mapper?.Kill();
        _mapper?.Dispose();
        _api.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Starts the node, with what it had when it was stopped, and waits until devices can connect.</summary>
    public async Task StartAsync()
    {
        _node = Start(Server);
        using var patience = new CancellationTokenSource(Patience);
        while (!await IsUpAsync())
        {
            Assert.False(_node.HasExited, $"RabbitMQ has not started: {string.Join('\n', _output)}");
            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>Stops the node as a service manager does.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Text(_node!.Id)]);
        await _node.WaitForExitAsync().WaitAsync(Patience);
        _node.Dispose();
        _node = null;
    }

    /// <summary>Kills the node, which can say nothing any more.</summary>
    public async Task KillAsync()
    {
        if (_node is null) return;
        _node.Kill(entireProcessTree: true);
        await _node.WaitForExitAsync().WaitAsync(Patience);
        _node.Dispose();
        _node = null;
    }

    /// <summary>Says how many messages a queue holds, those that are not acknowledged too.</summary>
    public async Task<int> CountAsync(string queue)
    {
        await using var connection = await new global::RabbitMQ.Client.ConnectionFactory { Uri = Amqp }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return (int)(await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
    }

    /// <summary>Waits until a queue has messages that were sent and not acknowledged, or has none. The broker tells that every five seconds.</summary>
    public async Task UntilUnacknowledgedAsync(string queue, bool has)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var told = await _api.GetFromJsonAsync<JsonElement>(new Uri($"api/queues/%2F/{queue}", UriKind.Relative), patience.Token);
            if (told.TryGetProperty("messages_unacknowledged", out var count) && count.GetInt32() > 0 == has) return;
            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>Waits until the management API lists clients, which takes up to five seconds after their connect.</summary>
    public async Task UntilListedAsync(params string[] clientIds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var list = await _api.GetStringAsync(new Uri("api/connections?columns=variable_map,client_properties", UriKind.Relative), patience.Token);
            if (clientIds.All(clientId => list.Contains($"\"{clientId}\"", StringComparison.Ordinal))) return;
            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>Asks something of the management API.</summary>
    public async Task SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _api.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    private static bool IsInstalled { get; } =
        File.Exists(Server) && new[] { "epmd", "mosquitto_sub", "mosquitto_pub" }.All(static tool => File.Exists("/usr/bin/" + tool));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(static listener => listener.Dispose());
        return ports;
    }

    private async Task<bool> IsUpAsync()
    {
        try
        {
            using var mqtt = new TcpClient();
            await mqtt.ConnectAsync(IPAddress.Loopback, MqttPort);
            using var answer = await _api.GetAsync(new Uri("api/overview", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is SocketException or HttpRequestException)
        {
            return false;
        }
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder.FullName, name), content);

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var settings = new (string Name, string Value)[]
        {
            ("HOME", _folder.FullName),
            ("ERL_EPMD_ADDRESS", "127.0.0.1"),
            ("ERL_EPMD_PORT", Text(_ports[0])),
            ("RABBITMQ_NODENAME", $"rabbit-{_ports[1]}@localhost"),
            ("RABBITMQ_CONF_ENV_FILE", Path.Combine(_folder.FullName, "env.conf")),
            ("RABBITMQ_CONFIG_FILE", Path.Combine(_folder.FullName, "rabbitmq.conf")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(_folder.FullName, "enabled_plugins")),
            ("RABBITMQ_MNESIA_BASE", Path.Combine(_folder.FullName, "mnesia")),
            ("RABBITMQ_LOG_BASE", Path.Combine(_folder.FullName, "log")),
            ("RABBITMQ_DIST_PORT", Text(_ports[4])),

            // So that the script becomes the node, which can be killed by its process id.
            ("RABBITMQ_ALLOW_INPUT", "1"),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-noinput -kernel inet_dist_use_interface {127,0,0,1} +S 1:1 +sbwt none"),
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data);
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
