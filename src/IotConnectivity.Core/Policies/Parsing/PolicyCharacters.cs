using System.Text;

namespace IotConnectivity.Policies.Parsing;

/// <summary>The characters a policy may consist of: tab, line feed, carriage return, U+0020 to U+00FF.</summary>
/// <remarks>Source: IAM User Guide, "Grammar of the IAM JSON policy language".</remarks>
internal static class PolicyCharacters
{
    private const string Expected = "expected tab, line feed, carriage return or U+0020 to U+00FF";

    /// <summary>Checks length and characters of the whole document in one pass, before anything is parsed.</summary>
    internal static bool Check(ReadOnlySpan<byte> utf8, Refusal refusal)
    {
        // Every allowed character takes at most two bytes, so a longer text need not be read to be refused.
        if (utf8.Length > 2 * PolicyLimits.MaxDocumentCharacters) return TooLong((utf8.Length + 1) / 2, refusal);
        var characters = 0;
        for (var i = 0; i < utf8.Length; characters++)
        {
            var status = Rune.DecodeFromUtf8(utf8[i..], out var rune, out var length);
            if (status != System.Buffers.OperationStatus.Done)
            {
                return refusal.Because(
                    PolicyErrorCode.InvalidCharacter, "$", i, $"byte `0x{utf8[i]:X2}` at offset {i} is not valid UTF-8, {Expected}");
            }

            if (!IsAllowed(rune.Value))
            {
                return refusal.Because(
                    PolicyErrorCode.InvalidCharacter, "$", i, $"character `U+{rune.Value:X4}` at offset {i} is not allowed, {Expected}");
            }

            i += length;
        }

        return characters <= PolicyLimits.MaxDocumentCharacters || TooLong(characters, refusal);
    }

    /// <summary>Checks the escapes of a JSON string; only after this may it be unescaped, because a lone surrogate cannot be.</summary>
    internal static bool CheckEscapes(ReadOnlySpan<byte> raw, int offset, string path, Refusal refusal)
    {
        for (var i = raw.IndexOf((byte)'\\'); i >= 0 && i < raw.Length; i++)
        {
            if (raw[i] != '\\') continue;
            i++;
            var character = raw[i] switch
            {
                (byte)'u' => ReadHex(raw.Slice(i + 1, 4)),
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                _ => ' ',
            };
            if (IsAllowed(character)) continue;
            return refusal.Because(
                PolicyErrorCode.InvalidCharacter,
                path,
                offset + i,
                $"escaped character `U+{character:X4}` at `{path}` is not allowed, {Expected}");
        }

        return true;
    }

    internal static bool TooLong(int characters, Refusal refusal) =>
        refusal.Because(
            PolicyErrorCode.TooLarge,
            "$",
            0,
            $"the document has at least {characters} characters, expected at most {PolicyLimits.MaxDocumentCharacters}");

    private static bool IsAllowed(int character) => character is '\t' or '\n' or '\r' or (>= ' ' and <= 0xFF);

    private static int ReadHex(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits) value = (value * 16) + Convert.ToInt32(((char)digit).ToString(), 16);
        return value;
    }
}
