using System.Buffers;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads a stream of lifecycle events that arrives in pieces, of any length.</summary>
/// <remarks>
/// <para>Made for a <c>PipeReader</c>: after each read call <see cref="TryRead"/> until it returns <see langword="false"/>, then advance the pipe to
/// the start of the buffer as consumed and to its end as examined. At most one event or line, 64 KiB, stays unconsumed. Once the stream is complete,
/// call it the same way one last time with <c>isCompleted</c>.</para>
/// <para>One instance for one stream. Not thread-safe.</para>
/// </remarks>
public abstract class LifecycleReader
{
    private protected LifecycleReader()
    {
    }

    /// <summary>Gets where the last event or error stood.</summary>
    /// <value>The line counted from 1, blank lines included; in a JSON array the element counted from 1.</value>
    public abstract long Position { get; }

    /// <summary>Takes the next event or error off the front of a buffer.</summary>
    /// <param name="buffer">What arrived and was not consumed yet; its start moves past what was.</param>
    /// <param name="isCompleted">Whether nothing follows the buffer.</param>
    /// <param name="receivedAtMs">When the buffer arrived, in milliseconds since 1970-01-01T00:00Z; dates what the source does not date.</param>
    /// <param name="lifecycleEvent">The event, if <paramref name="error"/> is <see langword="null"/>.</param>
    /// <param name="error">What is wrong at <see cref="Position"/>, or <see langword="null"/>. A bad line never stops the good ones.</param>
    /// <returns>Whether there is an event or an error; otherwise more has to arrive, or the stream has ended.</returns>
    public abstract bool TryRead(
        ref ReadOnlySequence<byte> buffer,
        bool isCompleted,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error);
}
