using System.Buffers;
using System.Text.Json;

namespace IotConnectivity.Lifecycle;

/// <content>Decides how the events of a body follow one another.</content>
public sealed partial class JsonLifecycleReader
{
    // How far the first line, and then the white space after it, has been searched.
    private long _lookedAt;
    private bool _firstLineIsOpen;
    private bool _isPastMark;

    private bool TryStart(ref ReadOnlySequence<byte> buffer, bool isCompleted)
    {
        if (!_isPastMark && !TrySkipMark(ref buffer, isCompleted)) return false;
        if (_phase == Phase.LinesStart)
        {
            _phase = Phase.Lines;
            return true;
        }

        if (!_firstLineIsOpen) SkipWhite(ref buffer);
        if (buffer.IsEmpty) return false;
        if (FirstByte(buffer) == '[')
        {
            Consume(ref buffer, 1);
            _phase = Phase.Element;
            return true;
        }

        if (Decide(buffer, isCompleted) is not { } decided) return false;
        _phase = decided;
        return true;
    }

    private bool TrySkipMark(ref ReadOnlySequence<byte> buffer, bool isCompleted)
    {
        var mark = "\uFEFF"u8;
        Span<byte> start = stackalloc byte[3];
        var length = (int)Math.Min(buffer.Length, mark.Length);
        buffer.Slice(0, length).CopyTo(start);
        var isMark = mark.StartsWith(start[..length]);
        if (isMark && length < mark.Length && !isCompleted) return false;
        if (isMark && length == mark.Length) Consume(ref buffer, length);
        _isPastMark = true;
        return true;
    }

    private void SkipWhite(ref ReadOnlySequence<byte> buffer)
    {
        long white = 0;
        foreach (var piece in buffer)
        {
            var length = piece.Span.IndexOfAnyExcept(White);
            var isAllWhite = length < 0;
            if (isAllWhite) length = piece.Length;
            _linesBefore += piece.Span[..length].Count((byte)'\n');
            white += length;
            if (!isAllWhite) break;
        }

        Consume(ref buffer, white);
    }

    // Null: not enough has arrived to tell.
    private Phase? Decide(in ReadOnlySequence<byte> buffer, bool isCompleted)
    {
        if (!_firstLineIsOpen)
        {
            if (FirstByte(buffer) != '{') return Phase.Lines;
            var rest = buffer.Slice(_lookedAt);
            if (rest.PositionOf((byte)'\n') is not { } lineFeed)
            {
                _lookedAt = buffer.Length;
                return isCompleted || buffer.Length > LifecycleLimits.MaxEventBytes ? Phase.Lines : null;
            }

            var line = buffer.Slice(0, lineFeed);
            if (line.Length > LifecycleLimits.MaxEventBytes || !IsOpen(line)) return Phase.Lines;
            _firstLineIsOpen = true;
            _lookedAt = line.Length + 1;
        }

        foreach (var piece in buffer.Slice(_lookedAt))
        {
            var next = piece.Span.IndexOfAnyExcept(White);
            if (next >= 0) return piece.Span[next] == '{' ? Phase.Lines : Phase.Object;
        }

        _lookedAt = buffer.Length;
        return isCompleted || buffer.Length > LifecycleLimits.MaxEventBytes ? Phase.Lines : null;
    }

    // Whether a line is the beginning of an object that goes on.
    private static bool IsOpen(in ReadOnlySequence<byte> line)
    {
        var json = new Utf8JsonReader(line, isFinalBlock: false, state: default);
        try
        {
            while (json.Read())
            {
                if (json.TokenType == JsonTokenType.EndObject && json.CurrentDepth == 0) return false;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
