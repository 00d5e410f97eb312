using IotConnectivity.Brokers;
using IotConnectivity.Detect.Alerts;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.KeepAlive;
using IotConnectivity.Registry;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IotConnectivity.DependencyInjection;

public sealed class ConnectivityHealthCheckTests : IAsyncDisposable
{
    private readonly SuspendableTime _time = new(new ManualTimeProvider());
    private readonly ConnectivityIndex _index = new();
    private readonly KeepAliveWatchdog _watchdog;
    private readonly ThingRegistry _registry;
    private readonly ScriptedStore _store = new();
    private readonly ConnectivityJournal _journal;
    private readonly ConnectivityHealthCheck _check;

    public ConnectivityHealthCheckTests()
    {
        _watchdog = new KeepAliveWatchdog(_index, timeProvider: _time);
        _registry = new ThingRegistry(_index);
        _journal = new ConnectivityJournal(_index, _registry, new IndexingSwitch(_index), _store, timeProvider: _time);
        _check = new ConnectivityHealthCheck(_index, _watchdog, _journal);
    }

    public async ValueTask DisposeAsync()
    {
        _watchdog.Dispose();
        await _journal.DisposeAsync();
    }

    [Fact]
    public async Task CheckHealth_BeforeEverythingIsBack_IsUnhealthy()
    {
        var result = await Check();

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal("stored things are being restored, 0 until now", result.Description);
    }

    [Fact]
    public async Task CheckHealth_NothingCanBeStored_IsDegraded()
    {
        await StartAsync();
        var mend = _store.FailUntil();
        _registry.TryCreate(new ThingName("pump-18"), null, null, out _, out _);
        await Assert.ThrowsAsync<StoreException>(() => _journal.FlushAsync(TestContext.Current.CancellationToken));

        var result = await Check();
        mend();

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal("nothing can be stored: the disk is full", result.Description);
    }

    [Fact]
    public async Task CheckHealth_BeforeTheStart_IsUnhealthy()
    {
        await _journal.OpenAsync(TestContext.Current.CancellationToken);

        var result = await Check();

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal("the keep-alive watchdog has not started", result.Description);
    }

    [Fact]
    public async Task CheckHealth_Running_IsHealthyAndShowsNumbers()
    {
        await StartAsync();
        _index.TryAdd(new ThingName(Teller.Pump));
        _index.TryAdd(new ThingName("pump-18"));
        _index.Apply(new Teller(WatchedIndex.Reporting).Connect(0, "a"));

        var result = await Check();

        Assert.Equal(HealthStatus.Healthy, result.Status);
        Assert.Null(result.Description);
        Assert.Equal(2, result.Data["things"]);
        Assert.Equal(1, result.Data["connected"]);
        Assert.Equal(1, result.Data["watched"]);
        Assert.Equal(true, result.Data["indexing"]);
        Assert.Equal(0, result.Data["pending"]);
        Assert.Equal(5, result.Data.Count);
    }

    [Fact]
    public async Task CheckHealth_BrokerWasRestarted_TellsTheIncident()
    {
        using var brokers = new BrokerEpochs(_index, timeProvider: _time);
        brokers.Start();
        await StartAsync();
        _index.TryAdd(new ThingName(Teller.Pump));
        _index.Apply(new Teller(BrokerWorld.Broker(1)).Connect(0, "a"));
        brokers.Started(BrokerWorld.Broker(2));
        _time.Advance(TimeSpan.Zero);
        var check = new ConnectivityHealthCheck(_index, _watchdog, _journal, brokers: brokers);

        var during = await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(120));
        var after = await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

        Assert.Equal((HealthStatus.Healthy, 1, 0L), (during.Status, during.Data["brokerSuspects"], during.Data["brokerIncidents"]));
        Assert.Equal((HealthStatus.Healthy, 0, 1L), (after.Status, after.Data["brokerSuspects"], after.Data["brokerIncidents"]));
        Assert.Equal("mqttnet, noticed at 2026-01-01T00:00:00.0000000+00:00: 0 of 1 came back, 1 were ended", after.Data["lastBrokerIncident"]);
    }

    [Theory]
    [InlineData(10_000, HealthStatus.Healthy)]
    [InlineData(10_001, HealthStatus.Degraded)]
    public async Task CheckHealth_WatchdogStarved_IsDegradedAfterTenSeconds(int milliseconds, HealthStatus expected)
    {
        await StartAsync();
        _time.Suspend(TimeSpan.FromMilliseconds(milliseconds));

        var result = await Check();

        Assert.Equal(expected, result.Status);
        if (expected == HealthStatus.Degraded) Assert.Equal("the keep-alive watchdog has not looked for 00:00:10.0010000", result.Description);
    }

    [Fact]
    public async Task CheckHealth_IndexingOff_SaysSo()
    {
        await StartAsync();
        _index.Disable();

        var result = await Check();

        Assert.Equal(HealthStatus.Healthy, result.Status);
        Assert.Equal(false, result.Data["indexing"]);
    }

    [Fact]
    public async Task CheckHealth_AlertsNotDelivered_IsDegradedAfterAMinuteAndWhileSomeAreDead()
    {
        await StartAsync();
        var target = new TestTarget { Before = TestTarget.Fail() };
        await using var world = await AlertWorld.StartAsync((AlertWorld.Topic, target));
        var check = new ConnectivityHealthCheck(_index, _watchdog, _journal, world.Outbox, time: world.Clock);
        world.Raise("pump-1", 1);
        await world.FlushAsync();

        var early = await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        var late = await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
        target.Before = static (_, _) => throw new AlertRefusedException("no");
        await world.PassUntilAsync(DeadAsync(), TimeSpan.FromMinutes(5));
        var dead = await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

        Assert.Equal((HealthStatus.Healthy, 1L), (early.Status, early.Data["alertsPending"]));
        Assert.Equal((HealthStatus.Degraded, "alerts are not delivered, the oldest for 00:01:01"), (late.Status, late.Description));
        Assert.Equal((HealthStatus.Degraded, "1 alerts are dead; list them, then redrive or delete them"), (dead.Status, dead.Description));

        async Task<bool> DeadAsync()
        {
            while (world.Outbox.DeadCount == 0) await Task.Delay(1, TestContext.Current.CancellationToken);
            return true;
        }
    }

    private async Task StartAsync()
    {
        await _journal.OpenAsync(TestContext.Current.CancellationToken);
        _watchdog.Start();
    }

    private Task<HealthCheckResult> Check() => _check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
}
