using IotConnectivity.AspNetCore.Ingest;
using IotConnectivity.Journal;
using IotConnectivity.Storage;
using IotConnectivity.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace IotConnectivity.AspNetCore.Access;

public class DurableWritesTests
{
    private const string IsFull = "nothing can be stored because the disk is full, try again when it has room";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ingest_DiskIsFull_Answers503AndStatusGoesOn()
    {
        var store = new FaultyStore();
        await using var host = await StartAsync(store);
        await host.CreateThingsAsync("a", "b");
        store.IsFull = true;

        var first = await host.SendAsync("POST", "/lifecycle-events", Event.Connected("a"));
        var second = await host.SendAsync("POST", "/lifecycle-events", Event.Connected("b"));
        var status = await host.SendAsync("POST", "/things/b/connectivity-data", "{}");

        first.AssertError(503, "ServiceUnavailableException", IsFull);
        second.AssertError(503, "ServiceUnavailableException", IsFull);
        Assert.Equal(200, status.Status);
        Assert.Contains("\"connected\":false", status.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_RetryAfterTheDiskHasRoomAgain_IsAcknowledgedAndStored()
    {
        var store = new FaultyStore();
        await using var host = await StartAsync(store);
        await host.CreateThingsAsync("a");
        store.IsFull = true;
        Assert.Equal(503, (await host.SendAsync("POST", "/lifecycle-events", Event.Connected("a"))).Status);
        Assert.Equal(503, (await host.SendAsync("POST", "/lifecycle-events", Event.Connected("a"))).Status);

        store.IsFull = false;
        await RecoverAsync(host);
        var retry = await host.SendAsync("POST", "/lifecycle-events", Event.Connected("a"));

        Assert.Equal("""{"applied":0,"stale":0,"duplicate":1,"ignored":0,"rejected":[]}""", retry.Body);
        Assert.Equal([1, 1], store.Commits.Where(static count => count > 0));
    }

    [Theory]
    [InlineData("POST", "/things/new", null)]
    [InlineData("PATCH", "/things/a", """{"attributePayload":{"attributes":{"site":"north"}}}""")]
    [InlineData("DELETE", "/things/a", null)]
    [InlineData("POST", "/thing-types/new", null)]
    [InlineData("POST", "/thing-groups/new", null)]
    [InlineData("POST", "/dynamic-thing-groups/new", """{"queryString":"thingName:a"}""")]
    [InlineData("PATCH", "/dynamic-thing-groups/d", """{"thingGroupProperties":{},"queryString":"*"}""")]
    [InlineData("DELETE", "/dynamic-thing-groups/d", null)]
    [InlineData("POST", "/indexing/config", """{"thingIndexingConfiguration":{"thingIndexingMode":"OFF"}}""")]
    public async Task Change_DiskIsFull_IsNotAcknowledged(string method, string target, string? body)
    {
        var store = new FaultyStore();
        await using var host = await StartAsync(store);
        await host.CreateThingsAsync("a");

        // A dynamic group would be in the way of switching things off.
        if (target.EndsWith("/d", StringComparison.Ordinal)) Assert.Equal(200, (await host.SendAsync("POST", target, """{"queryString":"thingName:d"}""")).Status);
        store.IsFull = true;

        var first = await host.SendAsync(method, target, body);
        var second = await host.SendAsync(method, target, body);

        first.AssertError(503, "ServiceUnavailableException", IsFull);
        second.AssertError(503, "ServiceUnavailableException", IsFull);
        store.IsFull = false;
        await RecoverAsync(host);
        Assert.Equal(200, (await host.SendAsync(method, target, body)).Status);
    }

    [Fact]
    public async Task AnyOperation_WhileThingsAreRestored_Answers503UntilTheyAreBack()
    {
        var loading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = new FaultyStore { Loading = loading.Task };
        var (app, log) = ApiHost.Build(Setup(store));
        var starting = app.StartAsync(Cancel);
        await using var host = await ApiHost.OfAsync(app, log);

        var early = await host.SendAsync("GET", "/things");
        var stranger = await host.SendAsync(new ApiRequest("GET", "/things"), token: null);
        Assert.False(starting.IsCompleted);
        loading.SetResult();
        await starting.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        var late = await host.SendAsync("GET", "/things");

        early.AssertError(503, "ServiceUnavailableException", "the service is starting and restores what it has stored, try again soon");
        Assert.Equal(403, stranger.Status);
        Assert.Equal(200, late.Status);
    }

    private static ApiHostSetup Setup(FaultyStore store) => new()
    {
        Add = connectivity => connectivity.Services.AddSingleton<IConnectivityStore>(store),
    };

    private static Task<ApiHost> StartAsync(FaultyStore store) => ApiHost.StartAsync(Setup(store));

    private static async Task RecoverAsync(ApiHost host)
    {
        var journal = host.Services.GetRequiredService<ConnectivityJournal>();
        var clock = (ManualTimeProvider)host.Services.GetRequiredService<TimeProvider>();
        for (var i = 0; i < 3000 && journal.Fault is not null; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, Cancel);
        }

        Assert.Null(journal.Fault);
    }
}
