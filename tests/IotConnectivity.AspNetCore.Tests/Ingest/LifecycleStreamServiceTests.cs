using System.IO.Pipelines;
using System.Text;
using IotConnectivity.DependencyInjection;
using IotConnectivity.Indexing;
using IotConnectivity.Registry;
using IotConnectivity.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.AspNetCore.Ingest;

public class LifecycleStreamServiceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Stream_ToItsEnd_IsAppliedAndItsBadLinesAreLogged()
    {
        using var host = Build(Text(Event.Connected("a") + "x\n" + Event.Connected("a") + Event.Connected("stranger") + Event.Connected("a", 0)), out var log);

        await RunToEndAsync(host);

        Assert.True(IsConnected(host, "a"));
        Assert.Equal(
            [
                "Warning 8101: Line 2 of the event stream was not taken in: unexpected `x` at byte 0, expected valid JSON.",
                "Information 8102: The aws event stream has ended: 1 applied, 1 stale, 1 duplicate, 1 ignored.",
            ],
            log.Entries.Where(entry => entry.Category.EndsWith(nameof(LifecycleStreamService), StringComparison.Ordinal)).Select(entry => entry.ToString()));
    }

    [Fact]
    public async Task Stream_ThatBreaks_KeepsWhatWasAppliedAndTheHostRunning()
    {
        var pipe = new Pipe();
        using var host = Build(() => pipe.Reader.AsStream(), out var log);
        await host.StartAsync(TestContext.Current.CancellationToken);

        await using var changes = host.Services.GetRequiredService<ConnectivityIndex>().Watch().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Event.Connected("a")), TestContext.Current.CancellationToken);
        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(Long, TestContext.Current.CancellationToken));
        await pipe.Writer.CompleteAsync(new IOException("the cable is out"));
        await StreamOf(host).WaitAsync(Long, TestContext.Current.CancellationToken);

        var entry = Assert.Single(log.Entries, entry => entry.EventId.Id == EventIds.StreamBroken);
        Assert.Equal(("Error 8103: The aws event stream broke; nothing is read from it any more.", "the cable is out"), (entry.ToString(), entry.Exception?.Message));
        Assert.True(IsConnected(host, "a"));
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stream_ThatGoesOn_EndsWithTheHost()
    {
        using var host = Build(() => new Pipe().Reader.AsStream(), out var log);
        await host.StartAsync(TestContext.Current.CancellationToken);

        await host.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Long, TestContext.Current.CancellationToken);

        Assert.True(StreamOf(host).IsCompleted);
        Assert.DoesNotContain(log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Stream_ThatCannotBeInterrupted_DoesNotKeepTheHostUp()
    {
        // Standard input is such a stream: a read comes back when somebody types, and not before.
        using var input = new UninterruptibleStream();
        using var host = Build(() => input, out var log);
        await host.StartAsync(TestContext.Current.CancellationToken);
        await input.IsBeingRead.WaitAsync(Long, TestContext.Current.CancellationToken);

        await host.StopAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.True(StreamOf(host).IsCompleted);
        Assert.DoesNotContain(log.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Streams_OfTwoDialects_AreBothRead()
    {
        const string log = "1767168000: New client connected from 198.51.100.24:50122 as b (p2, c1, k60).\n";
        using var host = Build(Text(Event.Connected("a")), out _, builder => builder.AddLifecycleStream(Text(log), "mosquitto"));

        await RunToEndAsync(host);

        Assert.Equal((true, true), (IsConnected(host, "a"), IsConnected(host, "b")));
    }

    [Theory]
    [InlineData("emqx", """{"event":"client.connected","clientid":"b","connected_at":1767168000250}""")]
    [InlineData("hivemq", "2026-01-05 08:00:00,250  - Client ID: b, IP: 198.51.100.24, Clean Start: false, Session Expiry: 7200 connected.")]
    [InlineData("vernemq", """{"hook":"on_client_wakeup","mountpoint":"","client_id":"b"}""")]
    [InlineData("nanomq", """{"conn_ack":"success","clientid":"b","action":"client_connack"}""")]
    [InlineData("rabbitmq", """{"routing_key":"connection.created","pid":"p","client_properties":["{client_id,longstr,<<\"b\">>}"]}""")]
    [InlineData("azure", """{"type":"Microsoft.Devices.DeviceConnected","data":{"hubName":"hub1","deviceId":"b"}}""")]
    public async Task Stream_OfAnyDialect_IsReadLineByLine(string dialect, string line)
    {
        using var host = Build(Text(Event.Connected("a")), out _, builder => builder.AddLifecycleStream(Text("{}\n" + line + "\n"), dialect));

        await RunToEndAsync(host);

        Assert.True(IsConnected(host, "b"));
    }

    private static Func<Stream> Text(string text) => () => new MemoryStream(Encoding.UTF8.GetBytes(text));

    private static IHost Build(Func<Stream> open, out RecordingLoggerProvider log, Action<ThingConnectivityBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        log = new RecordingLoggerProvider();
        builder.Logging.AddProvider(log);
        var connectivity = builder.Services.AddThingConnectivity().AddLifecycleStream(open, "aws");
        configure?.Invoke(connectivity);
        var host = builder.Build();
        var registry = host.Services.GetRequiredService<ThingRegistry>();
        foreach (var name in new[] { "a", "b" }) Assert.True(registry.TryCreate(new ThingName(name), null, null, out _, out _));
        return host;
    }

    private static async Task RunToEndAsync(IHost host)
    {
        await host.StartAsync(TestContext.Current.CancellationToken);
        await StreamOf(host).WaitAsync(Long, TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Task StreamOf(IHost host) =>
        Task.WhenAll(host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Select(service => service.ExecuteTask!));

    private static bool IsConnected(IHost host, string name) =>
        host.Services.GetRequiredService<ConnectivityIndex>().TryGet(name, out var seen) && seen.Connected;

    private sealed class UninterruptibleStream : Stream
    {
        private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsBeingRead => _reading.Task;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reading.TrySetResult();
            await new TaskCompletionSource().Task;
            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
