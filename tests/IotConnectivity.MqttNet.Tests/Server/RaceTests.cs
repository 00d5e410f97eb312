using System.Collections.Concurrent;
using IotConnectivity.History;
using Microsoft.Extensions.DependencyInjection;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Server;

namespace IotConnectivity.MqttNet.Server;

/// <summary>The orders in which MQTTnet tells things, and those in which handlers of the application make it tell them.</summary>
public class RaceTests
{
    public static TheoryData<MqttProtocolVersion> Versions { get; } = [MqttProtocolVersion.V311, MqttProtocolVersion.V500];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Reconnect_WhileTheOldConnectionIsBeingTornDown_LeavesTheThingConnected(MqttProtocolVersion version)
    {
        var (isDeleting, goOn, isOver) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var broker = await RealBroker.StartAsync();
        broker.Server.SessionDeletedAsync += args => isDeleting.TrySetResult() ? goOn.Task : Task.CompletedTask;
        broker.Server.ClientDisconnectedAsync += args => Task.FromResult(isOver.TrySetResult());
        var old = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilConnectedAsync("pump-17");
        old.Close();
        await isDeleting.Task.WaitAsync(RealBroker.Patience, Cancel);
        using var young = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilAsync("pump-17", state => state.SourcePort == young.Port);

        goOn.SetResult();
        await isOver.Task.WaitAsync(RealBroker.Patience, Cancel);

        Assert.True(broker.Index.TryGet("pump-17", out var now) && now.Connected && now.SourcePort == young.Port);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Takeover_WhileAHandlerHoldsTheOldConnect_LeavesTheThingConnected(MqttProtocolVersion version)
    {
        var (isHeld, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var connects = new ConcurrentQueue<int>();
        await using var broker = await RealBroker.StartAsync(before: server => server.ClientConnectedAsync += args => isHeld.TrySetResult() ? goOn.Task : Task.CompletedTask);
        broker.Server.ClientConnectedAsync += args =>
        {
            connects.Enqueue(((System.Net.IPEndPoint)args.RemoteEndPoint).Port);
            return Task.CompletedTask;
        };
        using var old = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await isHeld.Task.WaitAsync(RealBroker.Patience, Cancel);
        using var young = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilAsync("pump-17", state => state.Connected && state.SourcePort == young.Port);
        Assert.True(SpinWait.SpinUntil(() => connects.Count == 1, RealBroker.Patience));

        goOn.SetResult();
        Assert.True(SpinWait.SpinUntil(() => connects.Count == 2, RealBroker.Patience));

        Assert.Equal([young.Port, old.Port], connects);
        Assert.True(broker.Index.TryGet("pump-17", out var now) && now.Connected && now.SourcePort == young.Port);
        Assert.True(SpinWait.SpinUntil(() => broker.Adapter.ConnectionCount == 1, RealBroker.Patience));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Connect_ValidatedFirstAndAcceptedLast_IsTheOneThatCounts(MqttProtocolVersion version)
    {
        var (isHeld, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var broker = await RealBroker.StartAsync();
        broker.Server.ValidatingConnectionAsync += args => isHeld.TrySetResult() ? goOn.Task : Task.CompletedTask;
        var slow = RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await isHeld.Task.WaitAsync(RealBroker.Patience, Cancel);
        using var quick = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilAsync("pump-17", state => state.SourcePort == quick.Port);

        goOn.SetResult();
        using var last = await slow;

        await broker.UntilAsync("pump-17", state => state.Connected && state.SourcePort == last.Port);
        last.Close();
        Assert.Equal(DisconnectReason.ConnectionLost, (await broker.UntilGoneAsync("pump-17")).DisconnectReason);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Connect_ThatIsNeverAnswered_DoesNotEndTheNextOne(MqttProtocolVersion version)
    {
        var (isHeld, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (isDeleting, delete, isOver) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var broker = await RealBroker.StartAsync();
        broker.Server.ValidatingConnectionAsync += args => isHeld.TrySetResult() ? goOn.Task : Task.CompletedTask;
        broker.Server.SessionDeletedAsync += args => isDeleting.TrySetResult() ? delete.Task : Task.CompletedTask;
        broker.Server.ClientDisconnectedAsync += args => Task.FromResult(isOver.TrySetResult());
        var gone = await RawDevice.BeginAsync(broker.Port, "pump-17", version);
        await isHeld.Task.WaitAsync(RealBroker.Patience, Cancel);
        gone.Reset();
        await Task.Delay(200, Cancel);
        goOn.SetResult();
        await isDeleting.Task.WaitAsync(RealBroker.Patience, Cancel);
        using var next = await RawDevice.ConnectAsync(broker.Port, "pump-17", version);
        await broker.UntilAsync("pump-17", state => state.Connected && state.SourcePort == next.Port);

        delete.SetResult();
        await isOver.Task.WaitAsync(RealBroker.Patience, Cancel);

        Assert.True(broker.Index.TryGet("pump-17", out var now) && now.Connected && now.SourcePort == next.Port);
    }

    [Fact]
    public async Task End_WhileAPassIsUnderWay_IsNotTakenBackByIt()
    {
        await using var broker = await RealBroker.StartAsync();
        var device = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311);
        await broker.UntilConnectedAsync("pump-17");
        var look = broker.Adapter.BeginLook();
        var (takenAt, listed) = (DateTimeOffset.UtcNow, await broker.Server.GetClientsAsync());
        device.Close();
        var gone = await broker.UntilGoneAsync("pump-17");

        broker.Adapter.Look(look, takenAt, listed, compares: true);

        Assert.True(broker.Index.TryGet("pump-17", out var now) && !now.Connected && now.Revision == gone.Revision);
        await broker.Adapter.LookAsync(compares: false);
        Assert.True(broker.Index.TryGet("pump-17", out now) && !now.Connected);
    }

    [Fact]
    public async Task Validation_ThatOutlivesItsBroker_BeginsNoLifetime()
    {
        var (isHeld, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var broker = await RealBroker.StartAsync(before: server => server.ValidatingConnectionAsync += args => isHeld.TrySetResult() ? goOn.Task : Task.CompletedTask);
        using var slow = await RawDevice.BeginAsync(broker.Port, "slow", MqttProtocolVersion.V311);
        await isHeld.Task.WaitAsync(RealBroker.Patience, Cancel);
        await broker.Server.StopAsync(new MqttServerStopOptions());
        await broker.Server.StartAsync();
        using var first = await RawDevice.ConnectAsync(broker.Port, "pump-17", MqttProtocolVersion.V311);
        var before = await broker.UntilConnectedAsync("pump-17");

        goOn.SetResult();
        await Task.Delay(200, Cancel);
        using var second = await RawDevice.ConnectAsync(broker.Port, "pump-18", MqttProtocolVersion.V311);

        Assert.Equal(before.Source!.Epoch, (await broker.UntilConnectedAsync("pump-18")).Source!.Epoch);
        Assert.True(broker.Index.TryGet("pump-17", out var now) && now.Connected);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Session_ResumedWithAnotherKeepAlive_ShowsTheNewOne(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        using (var first = await broker.ConnectAsync("pump-17", version, static options => options.WithCleanSession(false).WithSessionExpiryInterval(3600).WithKeepAlivePeriod(TimeSpan.FromSeconds(30))))
        {
            Assert.Equal((30, false), await KeepAliveOf(broker));
            await first.DisconnectAsync(cancellationToken: Cancel);
            await broker.UntilGoneAsync("pump-17");
        }

        using var second = await broker.ConnectAsync("pump-17", version, static options => options.WithCleanSession(false).WithSessionExpiryInterval(3600).WithKeepAlivePeriod(TimeSpan.FromSeconds(77)));

        Assert.Equal((77, false), await KeepAliveOf(broker));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Fight_OverOneId_EndsWithTheLastAndHasOneDuplicateForEachOther(MqttProtocolVersion version)
    {
        await using var broker = await RealBroker.StartAsync();
        var devices = new List<RawDevice>();
        for (var i = 0; i < 12; i++) devices.Add(await RawDevice.ConnectAsync(broker.Port, "pump-17", version));

        await broker.UntilAsync("pump-17", state => state.Connected && state.SourcePort == devices[^1].Port);
        var explained = await broker.Host.Services.GetRequiredService<ThingHistory>().ExplainAsync("pump-17", Cancel);

        Assert.Equal(11, explained!.Events.Count(static one => one is { Kind: Lifecycle.LifecycleEventKind.Disconnected, Reason: DisconnectReason.DuplicateClientId }));
        Assert.True(SpinWait.SpinUntil(() => broker.Adapter.ConnectionCount == 1, RealBroker.Patience));
        foreach (var device in devices) device.Dispose();
        await broker.UntilGoneAsync("pump-17");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Thousand_ClientsAtOnce_AreAllConnectedAndThenAllGone(MqttProtocolVersion version)
    {
        const int Count = 1000;
        await using var broker = await RealBroker.StartAsync(withLog: false);

        var devices = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => RawDevice.ConnectAsync(broker.Port, $"pump-{i}", version)));

        Assert.True(SpinWait.SpinUntil(() => broker.Index.ConnectedCount == Count, RealBroker.Patience), $"{broker.Index.ConnectedCount} are connected");
        for (var i = 0; i < Count; i++) Assert.True(broker.Index.TryGet($"pump-{i}", out var state) && state.SourcePort == devices[i].Port);
        Assert.Equal(Count, broker.Adapter.ConnectionCount);
        Parallel.ForEach(devices, static device => device.Reset());
        Assert.True(SpinWait.SpinUntil(() => broker.Index.ConnectedCount == 0 && broker.Adapter.ConnectionCount == 0, RealBroker.Patience), $"{broker.Index.ConnectedCount} are connected");
    }

    [Fact]
    public async Task Clients_ThatComeGoAndTakeOverAtRandom_EndAsTheBrokerHasThem()
    {
        await using var broker = await RealBroker.StartAsync(withLog: false);
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), Cancel, async (worker, _) =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 60; i++)
            {
                // Ids that others use too.
                var device = await RawDevice.ConnectAsync(broker.Port, $"pump-{random.Next(4)}", MqttProtocolVersion.V500);
                if (random.Next(3) == 0) continue;
                if (random.Next(2) == 0) device.Reset();
                else device.Close();
            }
        });

        // The broker itself is late with ends; once it has said its last word, both agree.
        var agrees = SpinWait.SpinUntil(() => Agrees(broker), RealBroker.Patience);

        Assert.True(agrees, string.Join(", ", Enumerable.Range(0, 4).Select(i => $"pump-{i}: {(broker.Index.TryGet($"pump-{i}", out var state) ? state.Connected : null)}")));
    }

    private static bool Agrees(RealBroker broker)
    {
#pragma warning disable xUnit1031 // The task has ended when it is returned.
        var listed = broker.Server.GetClientsAsync().GetAwaiter().GetResult().ToDictionary(static status => status.Id, static status => ((System.Net.IPEndPoint)status.RemoteEndPoint).Port);
#pragma warning restore xUnit1031
        return Enumerable.Range(0, 4).All(i =>
        {
            var isKnown = broker.Index.TryGet($"pump-{i}", out var state);
            return listed.TryGetValue($"pump-{i}", out var port) ? isKnown && state!.Connected && state.SourcePort == port : !isKnown || !state!.Connected;
        });
    }

    private static async Task<(int?, bool?)> KeepAliveOf(RealBroker broker)
    {
        var state = await broker.UntilConnectedAsync("pump-17");
        return (state.KeepAliveSeconds, state.CleanSession);
    }
}
