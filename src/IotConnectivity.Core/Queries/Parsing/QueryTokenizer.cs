using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Parsing;

/// <summary>Cuts a query into tokens. What a character means depends on where it stands: where a clause may begin, behind a sign, or in a range.</summary>
internal sealed class QueryTokenizer
{
    private const string EndsWord = "()[]{}\"";
    private const string EndsWordOutsideRange = ":<>";

    private readonly string _text;
    private readonly List<QueryToken> _tokens = [];
    private bool _isInRange;
    private bool _isAfterSpace;
    private int _at;

    private QueryTokenizer(string text) => _text = text;

    /// <summary>Cuts a text into tokens; the last one is the end.</summary>
    internal static List<QueryToken> Read(string text)
    {
        var tokenizer = new QueryTokenizer(text);
        while (tokenizer._tokens is not [.., { Kind: TokenKind.End }]) tokenizer.ReadNext();
        return tokenizer._tokens;
    }

    private bool IsAfterSign => _tokens is [.., { Kind: TokenKind.Colon or TokenKind.Comparison }];

    private void ReadNext()
    {
        SkipSpace();
        var token = _at == _text.Length ? Token(TokenKind.End, 0) : _text[_at] switch
        {
            '"' => Phrase(),
            '(' => Token(TokenKind.OpenParenthesis, 1),
            ')' => Token(TokenKind.CloseParenthesis, 1),
            '[' or '{' => Token(TokenKind.OpenRange, 1),
            ']' or '}' => Token(TokenKind.CloseRange, 1),
            _ => _isInRange ? InRange() : OutsideRange(),
        };

        if (token.Kind is TokenKind.OpenRange or TokenKind.CloseRange) _isInRange = token.Kind == TokenKind.OpenRange;
        _at = token.End;
        _tokens.Add(token);
    }

    private void SkipSpace()
    {
        var start = _at;
        while (_at < _text.Length && MaySeparate(_text[_at])) _at++;
        _isAfterSpace = _at > start;
    }

    // Bounds are separated by blanks only.
    private bool MaySeparate(char character) => _isInRange ? character == ' ' : WhiteSpace.Is(character);

    private QueryToken Token(TokenKind kind, int length, string? unsupported = null) => new(kind, _at, _at + length, _isAfterSpace, unsupported);

    private QueryToken Phrase()
    {
        for (var i = _at + 1; i < _text.Length; i++)
        {
            if (_text[i] == '"') return Token(TokenKind.Phrase, i + 1 - _at);
            if (_text[i] == TextPattern.Escape) i++;
        }

        return Token(TokenKind.Invalid, _text.Length - _at);
    }

    private QueryToken InRange() =>
        WhiteSpace.Is(_text[_at]) ? Token(TokenKind.Invalid, 1) : Word(static word => word is "TO" ? TokenKind.To : TokenKind.Word);

    private QueryToken OutsideRange() => _text[_at] switch
    {
        ':' => Token(TokenKind.Colon, 1),
        '<' or '>' => Token(TokenKind.Comparison, IsNext('=') ? 2 : 1),
        '!' => Token(TokenKind.Not, 1),
        '-' when !IsAfterSign => Token(TokenKind.Not, 1),
        '+' => Token(TokenKind.Plus, 1, QueryReasons.UnsupportedPlus),
        '&' when IsNext('&') => Token(TokenKind.And, 2),
        '|' when IsNext('|') => Token(TokenKind.Or, 2),
        _ => Word(static word => word switch
        {
            "AND" => TokenKind.And,
            "OR" => TokenKind.Or,
            "NOT" => TokenKind.Not,
            _ => TokenKind.Word,
        }),
    };

    private bool IsNext(char character) => _at + 1 < _text.Length && _text[_at + 1] == character;

    private QueryToken Word(Func<string, TokenKind> kindOf)
    {
        var end = _at;
        string? unsupported = null;
        if (_text[_at] == '/')
        {
            unsupported = QueryReasons.UnsupportedRegularExpression;
            end = EndOfRegularExpression();
        }

        for (; end < _text.Length && !EndsAt(end); end++)
        {
            if (_text[end] == '~') unsupported ??= QueryReasons.UnsupportedFuzzy;
            if (_text[end] == '^') unsupported ??= QueryReasons.UnsupportedBoost;
            if (_text[end] == TextPattern.Escape && ++end == _text.Length) return Token(TokenKind.Invalid, end - _at);
        }

        return Token(kindOf(_text[_at..end]), end - _at, unsupported);
    }

    private bool EndsAt(int index)
    {
        var character = _text[index];
        if (EndsWord.Contains(character) || WhiteSpace.Is(character)) return true;
        if (_isInRange) return false;
        return EndsWordOutsideRange.Contains(character) || (character is '&' or '|' && index + 1 < _text.Length && _text[index + 1] == character);
    }

    // A regular expression may contain anything, so that it is refused as one and not for its brackets.
    private int EndOfRegularExpression()
    {
        for (var i = _at + 1; i < _text.Length; i++)
        {
            if (_text[i] == '/') return i + 1;
            if (_text[i] == TextPattern.Escape) i++;
        }

        return _at + 1;
    }
}
