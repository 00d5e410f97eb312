using System.Buffers;

namespace IotConnectivity.Lifecycle;

/// <content>Walks an array element by element.</content>
public sealed partial class JsonLifecycleReader
{
    private JsonElementScanner _scanner;

    // Bytes of the element at the start of the buffer that the scanner has seen.
    private long _scanned;
    private bool _isElementTooLong;
    private bool _isAfterComma;

    private bool TryReadArray(
        ref ReadOnlySequence<byte> buffer,
        bool isCompleted,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        lifecycleEvent = default;
        error = null;
        while (_phase != Phase.Done)
        {
            if (_scanned == 0 && !_isElementTooLong) SkipWhite(ref buffer);
            if (_phase == Phase.Element && _scanned == 0 && !_isElementTooLong && IsEmptyArray(buffer)) _phase = Phase.Delimiter;
            if (_phase == Phase.Element) return TryReadElement(ref buffer, isCompleted, out lifecycleEvent, out error);
            if (buffer.IsEmpty) return isCompleted && EndsEarly(out error);
            if (_phase == Phase.AfterArray)
            {
                error = Broken(buffer, "nothing after the array");
                return true;
            }

            // The scanner stops at nothing but these two.
            var isComma = FirstByte(buffer) == ',';
            Consume(ref buffer, 1);
            _isAfterComma = isComma;
            _phase = isComma ? Phase.Element : Phase.AfterArray;
        }

        return false;
    }

    private bool IsEmptyArray(in ReadOnlySequence<byte> buffer) =>
        _position == 0 && !_isAfterComma && !buffer.IsEmpty && FirstByte(buffer) == ']';

    private bool TryReadElement(
        ref ReadOnlySequence<byte> buffer,
        bool isCompleted,
        out LifecycleEvent lifecycleEvent,
        out LifecycleParseError? error)
    {
        lifecycleEvent = default;
        error = null;
        if (buffer.IsEmpty) return isCompleted && EndsEarly(out error);
        var hasEnd = TryFindEnd(buffer, out var length);
        if (_isElementTooLong)
        {
            // Reported already; what is left of it goes by.
            Consume(ref buffer, length);
            _scanned = 0;
            if (!hasEnd) return isCompleted && EndsEarly(out error);
            EndElement();
            return TryReadArray(ref buffer, isCompleted, out lifecycleEvent, out error);
        }

        if (length > LifecycleLimits.MaxEventBytes)
        {
            _position++;
            error = InBody(JsonErrors.TooLong());
            Consume(ref buffer, length);
            _scanned = 0;
            _isElementTooLong = true;
            if (hasEnd) EndElement();
            return true;
        }

        if (!hasEnd && !isCompleted) return false;
        ParseElement(ref buffer, length, out lifecycleEvent, out error);
        return true;
    }

    private void ParseElement(ref ReadOnlySequence<byte> buffer, long length, out LifecycleEvent lifecycleEvent, out LifecycleParseError? error)
    {
        lifecycleEvent = default;
        if (length == 0)
        {
            error = Broken(buffer, "an object");
            return;
        }

        _position++;
        _ = _parser.TryParse(_topic, Contiguous(buffer.Slice(0, length)), _receivedAtMs, out lifecycleEvent, out error);
        error = InBody(error);
        Consume(ref buffer, length);
        EndElement();
        if (error?.Code == LifecycleErrorCode.Syntax) _phase = Phase.Done;
    }

    private bool TryFindEnd(in ReadOnlySequence<byte> buffer, out long length)
    {
        foreach (var piece in buffer.Slice(_scanned))
        {
            var end = _scanner.FindEnd(piece.Span);
            _scanned += end < 0 ? piece.Length : end;
            if (end < 0) continue;
            length = _scanned;
            return true;
        }

        length = _scanned;
        return false;
    }

    private void EndElement()
    {
        _scanner = default;
        _scanned = 0;
        _isElementTooLong = false;
        _phase = Phase.Delimiter;
    }

    private bool EndsEarly(out LifecycleParseError? error)
    {
        error = null;
        if (_phase == Phase.AfterArray) return false;
        _position++;
        _phase = Phase.Done;
        error = new LifecycleParseError(LifecycleErrorCode.Syntax, _consumed, default, "the array ends early", "`]`");
        return true;
    }

    private LifecycleParseError Broken(in ReadOnlySequence<byte> buffer, string expected)
    {
        _position++;
        _phase = Phase.Done;
        return new LifecycleParseError(LifecycleErrorCode.Syntax, _consumed, Contiguous(buffer.Slice(0, Math.Min(buffer.Length, 80))), "unexpected", expected);
    }
}
