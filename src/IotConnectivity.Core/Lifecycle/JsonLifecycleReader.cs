using System.Buffers;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads lifecycle events of a JSON dialect from one object, a JSON array, or newline-delimited objects.</summary>
/// <remarks>
/// An object that speaks of something else is passed over. /// In lines and in arrays an event that cannot be read is one error and the others are read all the same. An element that is not JSON ends its array,
/// because nobody knows where the next one begins: that is one error, and the elements before it have been read. White space between events and a
/// byte order mark at the start are skipped. The time is linear in the length of the stream.
/// </remarks>
public sealed partial class JsonLifecycleReader : LifecycleReader
{
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    private readonly LifecycleParser _parser;
    private readonly string _topic;
    private readonly LineSplitter _lines = new();
    private Phase _phase;
    private long _position;
    private long _receivedAtMs;

    // Lines before the first event, which the splitter has not seen.
    private long _linesBefore;

    // Bytes of the body before the caller's buffer.
    private long _consumed;

    /// <summary>Makes a reader for one stream.</summary>
    /// <param name="parser">Reads the single events.</param>
    /// <param name="framing">How events follow one another.</param>
    /// <param name="topic">What names the events beside their payload, for example the name of a webhook; the default is empty.</param>
    public JsonLifecycleReader(LifecycleParser parser, JsonLifecycleFraming framing = JsonLifecycleFraming.Body, string topic = "")
    {
        ArgumentNullException.ThrowIfNull(parser);
        ArgumentNullException.ThrowIfNull(topic);
        _parser = parser;
        _topic = topic;
        _phase = framing == JsonLifecycleFraming.Lines ? Phase.LinesStart : Phase.BodyStart;
    }

    /// <inheritdoc/>
    public override long Position => _position;

    /// <inheritdoc/>
    public override bool TryRead(
        ref ReadOnlySequence<byte> buffer,
        bool isCompleted,
        long receivedAtMs,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        _receivedAtMs = receivedAtMs;
        while (TryReadOne(ref buffer, isCompleted, out lifecycleEvent, out error))
        {
            if (error is not null || lifecycleEvent.Kind != default) return true;
        }

        return false;
    }

    private bool TryReadOne(
        ref ReadOnlySequence<byte> buffer,
        bool isCompleted,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        lifecycleEvent = default;
        error = null;
        if (_phase is Phase.LinesStart or Phase.BodyStart && !TryStart(ref buffer, isCompleted)) return false;
        switch (_phase)
        {
            case Phase.Lines:
                return TryReadLine(ref buffer, isCompleted, out lifecycleEvent, out error);
            case Phase.Object:
                return TryReadObject(ref buffer, isCompleted, out lifecycleEvent, out error);
            case Phase.Done:
                Consume(ref buffer, buffer.Length);
                return false;
            default:
                return TryReadArray(ref buffer, isCompleted, out lifecycleEvent, out error);
        }
    }

    private bool TryReadLine(
        ref ReadOnlySequence<byte> buffer,
        bool isCompleted,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        lifecycleEvent = default;
        error = null;
        var status = _lines.Read(ref buffer, isCompleted, out var line);
        if (status == LineStatus.NeedsMore) return false;
        _position = _linesBefore + _lines.LineNumber;
        if (status == LineStatus.TooLong) error = JsonErrors.TooLong();
        else _ = _parser.TryParse(_topic, line, _receivedAtMs, out lifecycleEvent, out error);
        return true;
    }

    private bool TryReadObject(
        ref ReadOnlySequence<byte> buffer,
        bool isCompleted,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        lifecycleEvent = default;
        error = null;
        var isTooLong = buffer.Length > LifecycleLimits.MaxEventBytes;
        if (!isCompleted && !isTooLong) return false;
        _position = _linesBefore + 1;
        if (isTooLong) error = JsonErrors.TooLong();
        else _ = _parser.TryParse(_topic, Contiguous(buffer), _receivedAtMs, out lifecycleEvent, out error);
        error = InBody(error);
        _phase = Phase.Done;
        Consume(ref buffer, buffer.Length);
        return true;
    }

    private LifecycleParseError? InBody(LifecycleParseError? error) => error is null ? null : error with { Offset = _consumed + error.Offset };

    private void Consume(ref ReadOnlySequence<byte> buffer, long count)
    {
        buffer = buffer.Slice(count);
        _consumed += count;
    }

    // A pipe may hand out empty pieces.
    private static byte FirstByte(in ReadOnlySequence<byte> bytes)
    {
        foreach (var piece in bytes)
        {
            if (!piece.IsEmpty) return piece.Span[0];
        }

        return 0;
    }

    private static ReadOnlySpan<byte> Contiguous(in ReadOnlySequence<byte> bytes) => bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();

    private enum Phase
    {
        BodyStart,
        LinesStart,
        Lines,
        Object,
        Element,
        Delimiter,
        AfterArray,
        Done,
    }
}
