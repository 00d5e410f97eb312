using IotConnectivity.AspNetCore.Access;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.AspNetCore.History;
using IotConnectivity.Journal;
using IotConnectivity.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IotConnectivity.AspNetCore.Endpoints;

/// <summary><c>POST /admin/backup</c>: a copy of the store in the backup folder, named after the moment. Callers choose no paths.</summary>
internal sealed partial class Backup(ConnectivityJournal journal, ApiGate gate, string? folder, ILogger<Backup> logger) : IDisposable
{
    private const string Action = "iotconnectivity:Backup";

    private static readonly AwsError NotSupported = new(AwsErrorCode.NotImplemented, "this service keeps nothing that can be copied to a file");

    private static readonly AwsError IsBusy = new(AwsErrorCode.ConflictingResourceUpdate, "a backup is being made, try again when it is done");

    private readonly SemaphoreSlim _one = new(1);

    public async Task InvokeAsync(HttpContext http)
    {
        var error = gate.Admit(http, Action, [], []);
        if (error is null && folder is null) error = NotSupported;
        if (error is null && !await _one.WaitAsync(0, http.RequestAborted).ConfigureAwait(false)) error = IsBusy;
        if (error is null)
        {
            try
            {
                var file = await MakeAsync(http.RequestAborted).ConfigureAwait(false);
                JsonAnswer.Write(http, new BackupResponse(file.Name, file.Length), HistoryJsonContext.Readable.BackupResponse);
            }
            catch (NotSupportedException)
            {
                error = NotSupported;
            }
            catch (Exception exception) when (exception is StoreException or IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                Log.Failed(logger, exception);
                error = new AwsError(AwsErrorCode.ServiceUnavailable, exception is StoreException { Fault: StoreFault.Full }
                    ? "the backup was not made because the disk is full"
                    : "the backup was not made, the log of the service says why");
            }
            finally
            {
                _one.Release();
            }
        }

        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);
    }

    public void Dispose() => _one.Dispose();

    private async Task<FileInfo> MakeAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder!);
        RemoveUnfinished();
        var name = $"connectivity-{gate.Now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}";
        var path = Path.Combine(folder!, name + ".db");
        for (var i = 2; File.Exists(path); i++) path = Path.Combine(folder!, $"{name}-{i}.db");
        await journal.BackupAsync(path, cancellationToken).ConfigureAwait(false);
        return new FileInfo(path);
    }

    /// <summary>Removes what a process has left that was killed while it made a backup. Nobody else writes here, and only one is made at a time.</summary>
    private void RemoveUnfinished()
    {
        foreach (var file in Directory.EnumerateFiles(folder!, "connectivity-*.db.*.tmp*")) File.Delete(file);
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.BackupFailed, LogLevel.Error, "A backup could not be made.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
