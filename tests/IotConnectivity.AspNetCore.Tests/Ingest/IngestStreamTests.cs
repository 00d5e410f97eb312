using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>A body that goes on: what it says counts as it arrives.</summary>
public class IngestStreamTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Stream_StillOpen_HasBeenApplied()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b");
        await using var changes = host.Index.Watch().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await using var request = await OpenRequest.StartAsync(host);

        await request.SendChunkAsync(Event.Connected("a"));
        Assert.Equal("a", await NextAsync(changes));
        var online = await host.SendAsync("POST", "/things/a/connectivity-data");
        // A line may come in pieces, and two in one piece.
        await request.SendChunkAsync(Event.Connected("b")[..20]);
        await request.SendChunkAsync(Event.Connected("b")[20..] + Event.Disconnected("a"));
        Assert.Equal("b", await NextAsync(changes));
        Assert.Equal("a", await NextAsync(changes));
        var answer = await request.EndAsync();

        online.AssertOk("""{"thingName":"a","connected":true,"timestamp":1767168000.001,"disconnectReason":"NONE","clientId":"a"}""");
        Assert.Equal((200, """{"applied":3,"stale":0,"duplicate":0,"ignored":0,"rejected":[]}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Stream_LargerThanAnySignedBody_IsTakenIn()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a");
        await using var changes = host.Index.Watch().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await using var request = await OpenRequest.StartAsync(host, "Content-Length: 1000000000000");

        await request.WriteAsync(Event.Connected("a"));

        Assert.Equal("a", await NextAsync(changes));
    }

    [Fact]
    public async Task Stream_ClientHangsUp_KeepsWhatWasApplied()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b");
        await using var changes = host.Index.Watch().GetAsyncEnumerator(TestContext.Current.CancellationToken);

        await using (var request = await OpenRequest.StartAsync(host))
        {
            await request.SendChunkAsync(Event.Connected("a") + Event.Connected("b")[..^5]);
            Assert.Equal("a", await NextAsync(changes));
        }

        await using var next = await OpenRequest.StartAsync(host);
        await next.SendChunkAsync(Event.Connected("a"));
        Assert.Equal("""{"applied":0,"stale":0,"duplicate":1,"ignored":0,"rejected":[]}""", (await next.EndAsync()).Body);
        Assert.Equal("""{"thingName":"b","connected":false,"disconnectReason":"UNKNOWN"}""", (await host.SendAsync("POST", "/things/b/connectivity-data")).Body);
        Assert.DoesNotContain(host.Log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Stream_BrokenChunk_IsABadRequest()
    {
        await using var host = await ApiHost.StartAsync();
        await using var request = await OpenRequest.StartAsync(host);

        await request.WriteAsync("zz\r\n");

        (await request.ReadAnswerAsync()).AssertError(400, "InvalidRequestException", "Bad chunk size data.");
    }

    [Fact]
    public async Task Stream_ServerStops_EndsAndAsksForTheEventsAgain()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a");
        await using var changes = host.Index.Watch().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var request = await OpenRequest.StartAsync(host);
        await request.SendChunkAsync(Event.Connected("a"));
        Assert.Equal("a", await NextAsync(changes));

        var stopping = host.StopAsync();
        var answer = await request.ReadAnswerAsync();
        await request.DisposeAsync();
        await stopping.WaitAsync(Long, TestContext.Current.CancellationToken);

        answer.AssertError(503, "ServiceUnavailableException", "the service stopped before the events ended, send them again");
        Assert.Equal("close", answer.Headers["Connection"]);
        Assert.Equal(1, host.Index.ConnectedCount);
    }

    [Fact]
    public async Task Stream_JournalIsClosedMeanwhile_AsksForTheEventsAgain()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateThingsAsync("a", "b");
        await using var changes = host.Index.Watch().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await using var request = await OpenRequest.StartAsync(host);
        await request.SendChunkAsync(Event.Connected("a"));
        Assert.Equal("a", await NextAsync(changes));

        // As at the end of a host that does not wait for its requests any longer.
        await host.Services.GetRequiredService<ConnectivityJournal>().DisposeAsync();
        await request.SendChunkAsync(Event.Connected("b"));

        var answer = await request.ReadAnswerAsync();
        answer.AssertError(503, "ServiceUnavailableException", "the service stopped before the events ended, send them again");
        Assert.Equal("close", answer.Headers["Connection"]);
        Assert.DoesNotContain(host.Log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<ConnectivityNotice> changes)
    {
        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(Long));
        return changes.Current.Change.ThingName;
    }
}
