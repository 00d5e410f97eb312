using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Why a connection ended: in AWS's words, and in the broker's own.</summary>
/// <param name="Code">The reason in AWS's words.</param>
/// <param name="Quality">Whether the broker's words say that much.</param>
/// <param name="Raw">The broker's own words; <see langword="null"/> if it has none.</param>
internal readonly record struct Reason(DisconnectReason Code, ReasonQuality Quality, string? Raw)
{
    /// <summary>Gets whether the client wanted the end, if the words say so.</summary>
    public bool? IsClients => Code == DisconnectReason.ClientInitiatedDisconnect ? true : null;
}

/// <summary>What a broker's words for the end of a connection mean, one line for each.</summary>
/// <remarks>
/// Words that are not in the table have reason <see cref="DisconnectReason.Unknown"/> and are kept as they are: they were stated, but we do not know what they mean. Where the
/// broker uses the same words for causes that AWS tells apart, the table itself says <see cref="DisconnectReason.Unknown"/> and the reason counts as absent.
/// </remarks>
internal sealed class ReasonTable
{
    private readonly (byte[] Utf8, Reason Reason)[][] _byLength;

    public ReasonTable(params ReadOnlySpan<(string Words, DisconnectReason Reason)> lines)
    {
        var longest = 0;
        foreach (var (words, _) in lines) longest = Math.Max(longest, words.Length);
        _byLength = [.. Enumerable.Repeat(Array.Empty<(byte[], Reason)>(), longest + 1)];
        foreach (var (words, reason) in lines)
        {
            var quality = reason == DisconnectReason.Unknown ? ReasonQuality.Absent : ReasonQuality.Stated;
            _byLength[words.Length] = [.. _byLength[words.Length], (Encoding.UTF8.GetBytes(words), new Reason(reason, quality, words))];
        }
    }

    /// <summary>Gets what words of a family mean that has too many members for the table; none by default.</summary>
    public Func<string, DisconnectReason> Family { get; init; } = static _ => DisconnectReason.Unknown;

    /// <summary>Gets the lines of the table.</summary>
    public IEnumerable<Reason> All => _byLength.SelectMany(static same => same).Select(static line => line.Reason);

    /// <summary>Finds the meaning of words; a text that is too long to be kept is cut.</summary>
    /// <param name="utf8">Valid UTF-8; empty words are none.</param>
    public Reason Find(ReadOnlySpan<byte> utf8)
    {
        if (TryFind(utf8, out var known)) return known;
        var raw = Encoding.UTF8.GetString(Cut(utf8));
        return new Reason(Family(raw), ReasonQuality.Stated, raw);
    }

    /// <summary>Finds words that are in the table, or none at all.</summary>
    public bool TryFind(ReadOnlySpan<byte> utf8, out Reason reason)
    {
        reason = default;
        if (utf8.IsEmpty) return true;
        if (utf8.Length >= _byLength.Length) return false;
        foreach (var (words, meaning) in _byLength[utf8.Length])
        {
            if (!utf8.SequenceEqual(words)) continue;
            reason = meaning;
            return true;
        }

        return false;
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= LifecycleLimits.MaxTextBytes) return utf8;
        var length = LifecycleLimits.MaxTextBytes;
        while ((utf8[length] & 0xC0) == 0x80) length--;
        return utf8[..length];
    }
}
