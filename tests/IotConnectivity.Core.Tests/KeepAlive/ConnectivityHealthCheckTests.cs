using IotConnectivity.Indexing;
using IotConnectivity.TestKit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IotConnectivity.KeepAlive;

public sealed class ConnectivityHealthCheckTests : IDisposable
{
    private readonly SuspendableTime _time = new(new ManualTimeProvider());
    private readonly ConnectivityIndex _index = new();
    private readonly KeepAliveWatchdog _watchdog;
    private readonly ConnectivityHealthCheck _check;

    public ConnectivityHealthCheckTests()
    {
        _watchdog = new KeepAliveWatchdog(_index, timeProvider: _time);
        _check = new ConnectivityHealthCheck(_index, _watchdog);
    }

    public void Dispose() => _watchdog.Dispose();

    [Fact]
    public async Task CheckHealth_BeforeTheStart_IsUnhealthy()
    {
        var result = await Check();

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal("the keep-alive watchdog has not started", result.Description);
    }

    [Fact]
    public async Task CheckHealth_Running_IsHealthyAndShowsNumbers()
    {
        _watchdog.Start();
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
        Assert.Equal(4, result.Data.Count);
    }

    [Theory]
    [InlineData(10_000, HealthStatus.Healthy)]
    [InlineData(10_001, HealthStatus.Degraded)]
    public async Task CheckHealth_WatchdogStarved_IsDegradedAfterTenSeconds(int milliseconds, HealthStatus expected)
    {
        _watchdog.Start();
        _time.Suspend(TimeSpan.FromMilliseconds(milliseconds));

        var result = await Check();

        Assert.Equal(expected, result.Status);
        if (expected == HealthStatus.Degraded) Assert.Equal("the keep-alive watchdog has not looked for 00:00:10.0010000", result.Description);
    }

    [Fact]
    public async Task CheckHealth_IndexingOff_SaysSo()
    {
        _watchdog.Start();
        _index.Disable();

        var result = await Check();

        Assert.Equal(HealthStatus.Healthy, result.Status);
        Assert.Equal(false, result.Data["indexing"]);
    }

    private Task<HealthCheckResult> Check() => _check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
}
