using System.Buffers;

namespace IotConnectivity.Queries;

/// <summary>What separates words, in queries and in values: the characters for which Java's <c>Character.isWhitespace</c> says so.</summary>
/// <remarks>AWS IoT Developer Guide, Query syntax. No-break spaces are not among them.</remarks>
internal static class WhiteSpace
{
    internal static SearchValues<char> Characters { get; } = SearchValues.Create(
        "\t\n\u000B\f\r\u001C\u001D\u001E\u001F \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200A\u2028\u2029\u205F\u3000");

    internal static bool Is(char character) => Characters.Contains(character);
}
