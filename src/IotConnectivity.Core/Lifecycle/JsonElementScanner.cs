using System.Buffers;
using System.Runtime.InteropServices;

namespace IotConnectivity.Lifecycle;

/// <summary>Finds where an element of a JSON array ends, over pieces of any size, without understanding more than strings and brackets.</summary>
/// <remarks>Text that is not JSON has an end too: it is the parser's task to refuse it. Each byte is looked at once.</remarks>
[StructLayout(LayoutKind.Auto)]
internal struct JsonElementScanner
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[],"u8);

    private long _depth;
    private bool _isInString;
    private bool _isEscaped;

    /// <summary>Goes on through the next piece.</summary>
    /// <param name="utf8">The piece.</param>
    /// <returns>The index of the comma or bracket after the element, or -1 when the element does not end in this piece.</returns>
    public int FindEnd(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < utf8.Length; i++)
        {
            if (_isEscaped)
            {
                _isEscaped = false;
                continue;
            }

            var next = _isInString ? utf8[i..].IndexOfAny((byte)'"', (byte)'\\') : utf8[i..].IndexOfAny(Structure);
            if (next < 0) return -1;
            i += next;
            if (_isInString)
            {
                _isEscaped = utf8[i] == '\\';
                _isInString = _isEscaped;
            }
            else if (IsEnd(utf8[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private bool IsEnd(byte structure)
    {
        switch (structure)
        {
            case (byte)'"':
                _isInString = true;
                return false;
            case (byte)'{' or (byte)'[':
                _depth++;
                return false;
            case (byte)',':
                return _depth == 0;
            default:
                if (_depth == 0) return structure == ']';
                _depth--;
                return false;
        }
    }
}
