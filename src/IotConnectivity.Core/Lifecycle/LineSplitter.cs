using System.Buffers;

namespace IotConnectivity.Lifecycle;

/// <summary>Cuts a stream of bytes that arrives in pieces into lines, each in one span.</summary>
/// <remarks>
/// A line ends with LF or CRLF, or with the end of the stream. Blank lines are counted but not handed out. A line longer than the limit is reported
/// once, as soon as that is known, and its rest is thrown away as it arrives. Each byte is searched once. Not thread-safe.
/// </remarks>
internal sealed class LineSplitter
{
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r"u8);

    private byte[] _joined = [];

    // INVARIANT: the first _searched bytes of the caller's buffer hold no line feed.
    private long _searched;
    private bool _isSkipping;

    /// <summary>Gets the number of the line handed out last; the first line is 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Takes the next line off the front of a buffer.</summary>
    /// <param name="buffer">What arrived and was not consumed yet; its start moves past what was.</param>
    /// <param name="isCompleted">Whether nothing follows the buffer.</param>
    /// <param name="line">The line without its end; valid until the next call or until the buffer is released.</param>
    /// <returns>What was found.</returns>
    public LineStatus Read(ref ReadOnlySequence<byte> buffer, bool isCompleted, out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            line = default;
            var lineFeed = buffer.Slice(_searched).PositionOf((byte)'\n');
            if (lineFeed is null && !isCompleted) return Wait(ref buffer);
            if (lineFeed is null && buffer.IsEmpty) return LineStatus.NeedsMore;

            var text = lineFeed is { } end ? buffer.Slice(0, end) : buffer;
            buffer = lineFeed is { } at ? buffer.Slice(buffer.GetPosition(1, at)) : buffer.Slice(buffer.End);
            _searched = 0;
            if (_isSkipping)
            {
                _isSkipping = false;
                continue;
            }

            LineNumber++;
            if (text.Length > LifecycleLimits.MaxEventBytes + 1) return LineStatus.TooLong;
            line = Join(text);
            if (line.EndsWith("\r"u8)) line = line[..^1];
            if (line.Length > LifecycleLimits.MaxEventBytes) return LineStatus.TooLong;
            if (line.ContainsAnyExcept(White)) return LineStatus.Line;
        }
    }

    private LineStatus Wait(ref ReadOnlySequence<byte> buffer)
    {
        // One byte more than the limit may be a carriage return.
        var isTooLong = !_isSkipping && buffer.Length > LifecycleLimits.MaxEventBytes + 1;
        if (!_isSkipping && !isTooLong)
        {
            _searched = buffer.Length;
            return LineStatus.NeedsMore;
        }

        buffer = buffer.Slice(buffer.End);
        _searched = 0;
        _isSkipping = true;
        if (!isTooLong) return LineStatus.NeedsMore;
        LineNumber++;
        return LineStatus.TooLong;
    }

    private ReadOnlySpan<byte> Join(scoped in ReadOnlySequence<byte> text)
    {
        if (text.IsSingleSegment) return text.FirstSpan;
        if (_joined.Length < text.Length) _joined = new byte[LifecycleLimits.MaxEventBytes + 1];
        text.CopyTo(_joined);
        return _joined.AsSpan(0, (int)text.Length);
    }
}

/// <summary>What a <see cref="LineSplitter"/> found.</summary>
internal enum LineStatus
{
    /// <summary>No whole line is there.</summary>
    NeedsMore = 0,

    /// <summary>A line.</summary>
    Line = 1,

    /// <summary>A line that is over the limit and is not handed out.</summary>
    TooLong = 2,
}
