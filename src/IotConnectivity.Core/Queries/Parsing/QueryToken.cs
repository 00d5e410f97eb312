namespace IotConnectivity.Queries.Parsing;

/// <summary>The kinds of tokens.</summary>
internal enum TokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>A word with its escapes.</summary>
    Word,

    /// <summary>A text between quotes.</summary>
    Phrase,

    /// <summary><c>NOT</c>, <c>!</c>, or <c>-</c> where a clause begins.</summary>
    Not,

    /// <summary><c>AND</c>, <c>&amp;&amp;</c></summary>
    And,

    /// <summary><c>OR</c>, <c>||</c></summary>
    Or,

    /// <summary><c>TO</c> in a range.</summary>
    To,

    /// <summary><c>+</c> where a clause begins, which AWS IoT does not support.</summary>
    Plus,
    Colon,
    Comparison,
    OpenParenthesis,
    CloseParenthesis,
    OpenRange,
    CloseRange,

    /// <summary>An unbalanced quote, a <c>\</c> at the end, or white space in a range that is not a blank.</summary>
    Invalid,
}

/// <summary>A token, by its place in the text.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where the next character stands.</param>
/// <param name="IsAfterSpace">Whether white space stands before it.</param>
/// <param name="Unsupported">The reason for refusing the query, if this token is something that AWS IoT reads but does not support.</param>
internal readonly record struct QueryToken(TokenKind Kind, int Start, int End, bool IsAfterSpace, string? Unsupported = null);
