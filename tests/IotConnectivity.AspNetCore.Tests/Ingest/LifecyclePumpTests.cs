using System.IO.Pipelines;
using System.Text;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Indexing;
using IotConnectivity.Lifecycle;
using IotConnectivity.TestKit;

namespace IotConnectivity.AspNetCore.Ingest;

public class LifecyclePumpTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly ConnectivityIndex _index = new();

    [Fact]
    public async Task RunAsync_SlowToApply_HoldsTheSenderBack()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500));
        using var entered = new SemaphoreSlim(0);
        using var gate = new ManualResetEventSlim();
        var tally = new IngestTally();
        var running = Task.Run(() => RunAsync(pipe.Reader, tally, AfterTheGate, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        await WriteAsync(pipe.Writer, Event.Connected("a"));
        await entered.WaitAsync(TestContext.Current.CancellationToken);
        var sending = WriteAsync(pipe.Writer, string.Concat(Enumerable.Range(1, 40).Select(number => Event.Connected("a", number))));
        Assert.False(sending.IsCompleted);
        gate.Set();
        await sending.WaitAsync(Long, TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        await running.WaitAsync(Long, TestContext.Current.CancellationToken);

        Assert.Equal(41, tally.ToResponse().Ignored);

        AwsError? AfterTheGate(in LifecycleEvent lifecycleEvent)
        {
            entered.Release();
            gate.Wait();
            return null;
        }
    }

    [Fact]
    public async Task RunAsync_Guarded_AppliesOnlyWhatTheGuardAllows()
    {
        _index.TryAdd(new ThingName("a"));
        _index.TryAdd(new ThingName("b"));
        var pipe = new Pipe();
        await WriteAsync(pipe.Writer, Event.Connected("a") + Event.Connected("b"));
        await pipe.Writer.CompleteAsync();
        var tally = new IngestTally();

        var hasEnded = await RunAsync(pipe.Reader, tally, (in LifecycleEvent lifecycleEvent) => lifecycleEvent.ClientId == "a" ? null : new AwsError(AwsErrorCode.AccessDenied, "no"), TestContext.Current.CancellationToken);

        Assert.True(hasEnded);
        Assert.Equal(1, _index.ConnectedCount);
        var answer = tally.ToResponse();
        Assert.Equal((1, 2, "no"), (answer.Applied, answer.Rejected.Single().Line, answer.Rejected.Single().Error));
    }

    [Fact]
    public async Task RunAsync_Canceled_Throws()
    {
        using var stop = new CancellationTokenSource();
        var running = RunAsync(new Pipe().Reader, new IngestTally(), guard: null, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task RunAsync_PendingReadCanceled_AppliesWhatHasArrivedAndSaysThatMoreMayCome()
    {
        var pipe = new Pipe();
        var tally = new IngestTally();
        await WriteAsync(pipe.Writer, Event.Connected("a") + Event.Connected("a")[..9]);
        var running = RunAsync(pipe.Reader, tally, guard: null, TestContext.Current.CancellationToken);

        pipe.Reader.CancelPendingRead();

        Assert.False(await running.WaitAsync(Long, TestContext.Current.CancellationToken));
        Assert.Equal(1, tally.ToResponse().Ignored);
        Assert.Empty(tally.ToResponse().Rejected);
    }

    private static async Task WriteAsync(PipeWriter writer, string text) => await writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    private Task<bool> RunAsync(PipeReader input, IngestTally tally, LifecyclePump.Guard? guard, CancellationToken cancellationToken) =>
        new LifecyclePump(_index, new ManualTimeProvider(), static _ => ValueTask.CompletedTask).RunAsync(
            input, LifecycleDialects.CreateReader(LifecycleDialects.Aws, _index, lines: true)!, guard, tally, cancellationToken);
}
