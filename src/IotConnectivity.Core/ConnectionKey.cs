using System.Buffers;
using System.Buffers.Binary;

namespace IotConnectivity;

/// <summary>What makes one connection of a client different from its next one: a session identifier, a process id, a peer address.</summary>
/// <remarks>
/// Opaque: only equality means anything. A UUID with or without dashes in lower case, the two forms that AWS IoT uses, is packed into 16 bytes;
/// any other text is kept as it is. The default value means that the source gave no key.
/// </remarks>
public readonly struct ConnectionKey : IEquatable<ConnectionKey>
{
    /// <summary>The longest key that is accepted, in characters.</summary>
    public const int MaxLength = 256;

    private const int PlainLength = 32;
    private const int DashedLength = 36;

    // Marks the form of a packed key. Compared by reference, so that no text of a caller can be taken for one.
    private static readonly string PlainForm = new('N', 1);
    private static readonly string DashedForm = new('D', 1);

    private readonly ulong _high;
    private readonly ulong _low;
    private readonly string? _text;

    private ConnectionKey(ulong high, ulong low, string? text)
    {
        _high = high;
        _low = low;
        _text = text;
    }

    /// <summary>Gets a value indicating whether the source gave no key.</summary>
    public bool IsNone => _text is null;

    /// <summary>Makes a key of a text.</summary>
    /// <param name="text">1 to 256 characters; <see langword="null"/> or empty gives the key that says "none".</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is longer than <see cref="MaxLength"/>.</exception>
    public static ConnectionKey Create(string? text)
    {
        if (string.IsNullOrEmpty(text)) return default;
        if (text.Length > MaxLength) throw new ArgumentException($"a connection key has {text.Length} characters, expected at most {MaxLength}", nameof(text));
        if (text.Length is PlainLength or DashedLength)
        {
            Span<byte> utf8 = stackalloc byte[DashedLength];
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] > 0x7F) return new ConnectionKey(0, 0, text);
                utf8[i] = (byte)text[i];
            }

            if (TryPack(utf8[..text.Length], out var packed)) return packed;
        }

        return new ConnectionKey(0, 0, text);
    }

    /// <summary>Makes a key of a UTF-8 text if it is a lower-case UUID; does not allocate.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="key">The packed key.</param>
    /// <returns>Whether the text has one of the two packed forms.</returns>
    public static bool TryPack(ReadOnlySpan<byte> utf8, out ConnectionKey key)
    {
        key = default;
        var isPlain = utf8.Length == PlainLength;
        if (!isPlain && !HasDashes(utf8)) return false;

        // FromHexString takes upper case as well, which would not be given back.
        if (utf8.ContainsAnyInRange((byte)'A', (byte)'F')) return false;
        Span<byte> digits = stackalloc byte[PlainLength];
        if (!isPlain)
        {
            utf8[..8].CopyTo(digits);
            utf8[9..13].CopyTo(digits[8..]);
            utf8[14..18].CopyTo(digits[12..]);
            utf8[19..23].CopyTo(digits[16..]);
            utf8[24..].CopyTo(digits[20..]);
        }

        Span<byte> bytes = stackalloc byte[16];
        if (Convert.FromHexString(isPlain ? utf8 : digits, bytes, out _, out _) != OperationStatus.Done) return false;
        key = FromPacked(bytes, hasDashes: !isPlain);
        return true;
    }

    private static bool HasDashes(ReadOnlySpan<byte> utf8) =>
        utf8.Length == DashedLength && utf8[8] == '-' && utf8[13] == '-' && utf8[18] == '-' && utf8[23] == '-';

    /// <summary>Compares two keys by their text; a total order, used only to break ties the same way everywhere.</summary>
    internal static int CompareForTies(in ConnectionKey left, in ConnectionKey right) =>
        left.Equals(right) ? 0 : string.CompareOrdinal(left.ToString(), right.ToString());

    /// <inheritdoc/>
    public bool Equals(ConnectionKey other) =>
        _high == other._high && _low == other._low
        && (ReferenceEquals(_text, other._text) || (!IsPacked && !other.IsPacked && string.Equals(_text, other._text, StringComparison.Ordinal)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ConnectionKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => IsPacked ? HashCode.Combine(_high, _low) : (_text?.GetHashCode(StringComparison.Ordinal) ?? 0);

    /// <summary>Gets the text that the key was made of, or an empty string for "none".</summary>
    /// <returns>The text, newly made for a packed key.</returns>
    public override string ToString()
    {
        if (!IsPacked) return _text ?? string.Empty;
        Span<byte> bytes = stackalloc byte[16];
        TryGetPacked(bytes, out var hasDashes);
        return new Guid(bytes, bigEndian: true).ToString(hasDashes ? "D" : "N");
    }

    /// <summary>Compares two keys.</summary>
    /// <param name="left">One key.</param>
    /// <param name="right">Another key.</param>
    /// <returns>Whether both name the same connection.</returns>
    public static bool operator ==(ConnectionKey left, ConnectionKey right) => left.Equals(right);

    /// <summary>Compares two keys.</summary>
    /// <param name="left">One key.</param>
    /// <param name="right">Another key.</param>
    /// <returns>Whether they name different connections.</returns>
    public static bool operator !=(ConnectionKey left, ConnectionKey right) => !left.Equals(right);

    /// <summary>Gets the 16 bytes of a packed key, and whether its text has dashes.</summary>
    internal bool TryGetPacked(Span<byte> bytes, out bool hasDashes)
    {
        hasDashes = ReferenceEquals(_text, DashedForm);
        if (!IsPacked) return false;
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
        return true;
    }

    /// <summary>Makes a packed key of what <see cref="TryGetPacked"/> gave.</summary>
    internal static ConnectionKey FromPacked(ReadOnlySpan<byte> bytes, bool hasDashes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        hasDashes ? DashedForm : PlainForm);

    private bool IsPacked => ReferenceEquals(_text, PlainForm) || ReferenceEquals(_text, DashedForm);
}
