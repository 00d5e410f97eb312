using System.IO.Pipelines;
using IotConnectivity.Brokers;
using IotConnectivity.Indexing;
using IotConnectivity.Journal;
using IotConnectivity.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.AspNetCore.Ingest;

/// <summary>Reads events from a stream for as long as the host runs or the stream goes on.</summary>
internal sealed partial class LifecycleStreamService(
    ConnectivityIndex index, BrokerEpochs brokers, ConnectivityJournal journal, TimeProvider time, ILogger<LifecycleStreamService> logger, Func<Stream> open, string dialect) : BackgroundService
{
    /// <summary>How long the stream waits before it asks again whether events can be stored.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Nothing interrupts a read of standard input: it may block its thread until the next byte comes. When the host stops, it is left behind.
            await Task.Run(() => ReadAsync(stoppingToken), CancellationToken.None).WaitAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops while the stream goes on.
        }
        catch (Exception exception)
        {
            // The edge of the loop: a stream that breaks does not take the server with it.
            Log.Broken(logger, exception, dialect);
        }
    }

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        var reader = LifecycleDialects.CreateReader(dialect, index, lines: true, brokers: brokers) ?? throw new InvalidOperationException($"no dialect `{dialect}`");
        await journal.WaitUntilReadyAsync(stoppingToken).ConfigureAwait(false);
        var tally = new IngestTally { Rejected = (line, error) => Log.Rejected(logger, line, error) };
        var input = PipeReader.Create(open());
        try
        {
            await new LifecyclePump(index, time, WaitForRoomAsync).RunAsync(input, reader, guard: null, tally, stoppingToken).ConfigureAwait(false);
            await journal.FlushAsync(stoppingToken).ConfigureAwait(false);
            var end = tally.ToResponse();
            Log.Ended(logger, dialect, end.Applied, end.Stale, end.Duplicate, end.Ignored);
        }
        finally
        {
            await input.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Nobody would send the events of this stream again: while nothing can be stored, it waits.</summary>
    private async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await journal.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (StoreException)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.StreamEventRejected, LogLevel.Warning, "Line {Line} of the event stream was not taken in: {Error}.")]
        public static partial void Rejected(ILogger logger, long line, string error);

        [LoggerMessage(EventIds.StreamEnded, LogLevel.Information, "The {Dialect} event stream has ended: {Applied} applied, {Stale} stale, {Duplicate} duplicate, {Ignored} ignored.")]
        public static partial void Ended(ILogger logger, string dialect, long applied, long stale, long duplicate, long ignored);

        [LoggerMessage(EventIds.StreamBroken, LogLevel.Error, "The {Dialect} event stream broke; nothing is read from it any more.")]
        public static partial void Broken(ILogger logger, Exception exception, string dialect);
    }
}
