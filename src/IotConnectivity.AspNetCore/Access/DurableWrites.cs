using System.Text.Json.Serialization.Metadata;
using IotConnectivity.AspNetCore.Contracts;
using IotConnectivity.AspNetCore.Errors;
using IotConnectivity.Journal;
using IotConnectivity.Storage;
using Microsoft.AspNetCore.Http;

namespace IotConnectivity.AspNetCore.Access;

/// <summary>Answers about changes only once they are durable. What cannot be made durable is not begun, as far as that is known.</summary>
internal sealed class DurableWrites(ConnectivityJournal journal)
{
    public static readonly AwsError IsStopping = new(AwsErrorCode.ServiceUnavailable, "the service is stopping, try again");

    /// <summary>Gets why no change can be taken in at this moment; <see langword="null"/> when it can.</summary>
    public AwsError? Refusal => journal.Fault is { } fault ? ToError(fault) : null;

    /// <summary>Waits until everything that was done is durable.</summary>
    /// <returns>Why it is not, or <see langword="null"/>.</returns>
    public async ValueTask<AwsError?> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await journal.FlushAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (StoreException exception)
        {
            return ToError(exception);
        }
        catch (ObjectDisposedException)
        {
            return IsStopping;
        }
    }

    /// <summary>Answers <c>{}</c> once everything that was done is durable, or why not.</summary>
    public async Task AnswerAsync(HttpContext http, AwsError? error)
    {
        error ??= await WaitAsync(http.RequestAborted).ConfigureAwait(false);
        await (error is null ? JsonAnswer.WriteEmptyAsync(http) : AwsErrorWriter.WriteAsync(http, error)).ConfigureAwait(false);
    }

    /// <summary>Answers without a body once everything that was done is durable, or why not.</summary>
    public async Task AnswerNothingAsync(HttpContext http, AwsError? error)
    {
        error ??= await WaitAsync(http.RequestAborted).ConfigureAwait(false);
        if (error is not null) await AwsErrorWriter.WriteAsync(http, error).ConfigureAwait(false);
    }

    /// <summary>Answers once everything that was done is durable, or why not.</summary>
    public async Task AnswerAsync<T>(HttpContext http, AwsError? error, T? answer, JsonTypeInfo<T> type)
        where T : class
    {
        error ??= await WaitAsync(http.RequestAborted).ConfigureAwait(false);
        await (error is null ? JsonAnswer.WriteAsync(http, answer!, type) : AwsErrorWriter.WriteAsync(http, error)).ConfigureAwait(false);
    }

    /// <summary>Words a fault for a caller, who has no business with the files of the server; the log has the whole story.</summary>
    public static AwsError ToError(StoreException exception) => new(AwsErrorCode.ServiceUnavailable, exception.Fault switch
    {
        StoreFault.Full => "nothing can be stored because the disk is full, try again when it has room",
        StoreFault.Locked => "nothing can be stored because another process holds the store, try again",
        StoreFault.ReadOnly => "nothing can be stored because the store is read-only",
        StoreFault.Damaged => "nothing can be stored because the store is damaged",
        _ => "nothing can be stored at this moment, try again",
    });
}
