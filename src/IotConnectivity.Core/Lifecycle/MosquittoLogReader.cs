using System.Buffers;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads the log of a Mosquitto broker as a stream of bytes.</summary>
/// <remarks>Lines that say nothing about a client are passed over. See <see cref="MosquittoLogSession"/> for what is read of the others.</remarks>
public sealed class MosquittoLogReader : LifecycleReader
{
    private readonly MosquittoLogSession _session;
    private readonly LineSplitter _lines = new();

    /// <summary>Makes a reader for one stream.</summary>
    /// <param name="session">What remembers the connections of the broker.</param>
    public MosquittoLogReader(MosquittoLogSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _session = session;
    }

    /// <inheritdoc/>
    public override long Position => _lines.LineNumber;

    /// <inheritdoc/>
    public override bool TryRead(
        ref ReadOnlySequence<byte> buffer,
        bool isCompleted,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        lifecycleEvent = default;
        error = null;
        while (true)
        {
            switch (_lines.Read(ref buffer, isCompleted, out var line))
            {
                case LineStatus.NeedsMore:
                    return false;
                case LineStatus.TooLong:
                    error = MosquittoErrors.TooLong();
                    return true;
                default:
                    if (_session.TryParseLine(line, receivedAtMs, out lifecycleEvent, out error) || error is not null) return true;
                    break;
            }
        }
    }
}
