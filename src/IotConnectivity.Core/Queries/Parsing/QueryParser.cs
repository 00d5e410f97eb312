using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Parsing;

/// <summary>Builds the tree of a query by recursive descent, at most <see cref="QueryLimits.MaxDepth"/> parentheses deep.</summary>
/// <remarks>
/// <code>
/// query      = clauses
/// clauses    = or-expr { white-space or-expr }            binds loosest
/// or-expr    = and-expr { ("OR" | "||") and-expr }
/// and-expr   = unary { ("AND" | "&amp;&amp;") unary }
/// unary      = [ "NOT" | "-" | "!" ] primary
/// primary    = "(" clauses ")" | "*" | word | phrase | field comparison ( word | phrase ) | field ":" value
/// value      = "*" | word | phrase | range | "(" clauses of values ")"
/// range      = ( "[" | "{" ) bound [ "TO" ] bound ( "]" | "}" )
/// </code>
/// A group of values, <c>field:(a OR b)</c>, becomes <c>field:a OR field:b</c>. A method that finds a fault remembers where and returns null.
/// </remarks>
internal sealed class QueryParser
{
    private readonly string _text;
    private readonly List<QueryToken> _tokens;
    private readonly List<LeafPosition> _positions = [];
    private int _next;
    private int _depth;
    private int _terms;

    private QueryParser(string text)
    {
        _text = text;
        _tokens = QueryTokenizer.Read(text);
    }

    private QueryToken Current => _tokens[_next];

    internal static bool TryParse(string text, [NotNullWhen(true)] out ParsedQuery? query, [NotNullWhen(false)] out QueryError? error)
    {
        var parser = new QueryParser(text);
        var root = parser.Clauses(default);
        query = null;
        error = null;
        var unsupported = parser._tokens.Find(static token => token.Unsupported is not null);
        if (root is null || parser.Current.Kind != TokenKind.End) error = QueryError.Invalid(text, QueryReasons.InvalidSyntax, parser.Current.Start);
        else if (unsupported.Unsupported is { } reason) error = QueryError.Invalid(text, reason, unsupported.Start);
        else if (parser._terms > QueryLimits.MaxTerms) error = QueryError.Invalid(text, QueryReasons.TooManyTerms(parser._terms), 0);
        else query = new ParsedQuery(root, [.. parser._positions]);
        return query is not null;
    }

    private QueryNode? Clauses(FieldName field)
    {
        var parts = new List<QueryNode>();
        do
        {
            if (OrExpression(field) is not { } part) return null;
            parts.Add(part);
        }
        while (Current.IsAfterSpace && Current.Kind is not (TokenKind.End or TokenKind.CloseParenthesis));

        return AndNode.Of(parts);
    }

    private QueryNode? OrExpression(FieldName field)
    {
        var parts = new List<QueryNode>();
        do
        {
            if (AndExpression(field) is not { } part) return null;
            parts.Add(part);
        }
        while (TryTake(TokenKind.Or));

        return OrNode.Of(parts);
    }

    private QueryNode? AndExpression(FieldName field)
    {
        var parts = new List<QueryNode>();
        do
        {
            if (Unary(field) is not { } part) return null;
            parts.Add(part);
        }
        while (TryTake(TokenKind.And));

        return AndNode.Of(parts);
    }

    private QueryNode? Unary(FieldName field)
    {
        if (TryTake(TokenKind.Not)) return Primary(field) is { } negated ? new NotNode(negated) : null;
        // It is refused, but only when the rest is well formed.
        TryTake(TokenKind.Plus);
        return Primary(field);
    }

    private QueryNode? Primary(FieldName field)
    {
        var part = Current.Kind switch
        {
            TokenKind.OpenParenthesis => Parentheses(field),
            TokenKind.Word when _tokens[_next + 1].Kind is TokenKind.Colon or TokenKind.Comparison => field.Text is null ? Fielded() : null,
            TokenKind.Word when IsStar && field.Text is null => All(),
            TokenKind.OpenRange when field.Text is null => null,
            _ => Value(field),
        };
        SkipSuffix();
        return part;
    }

    // A fuzzy or boosted phrase, group or range: `"a b"~2`.
    private void SkipSuffix()
    {
        if (Current is { Kind: TokenKind.Word, IsAfterSpace: false } && _text[Current.Start] is '~' or '^') _next++;
    }

    private QueryNode? Parentheses(FieldName field)
    {
        if (_depth >= QueryLimits.MaxDepth) return null;
        _depth++;
        _next++;
        var inside = Clauses(field);
        _depth--;
        return inside is not null && TryTake(TokenKind.CloseParenthesis) ? inside : null;
    }

    private AllNode All()
    {
        _next++;
        _terms++;
        return AllNode.Instance;
    }

    private QueryNode? Fielded()
    {
        var field = new FieldName(Unescape(Current.Start, Current.End), Current.Start);
        _next++;
        var sign = Current;
        _next++;
        TryTake(TokenKind.Plus);
        if (sign.Kind == TokenKind.Comparison) return Comparison(field, sign);
        return Current.Kind == TokenKind.OpenParenthesis ? Parentheses(field) : Value(field);
    }

    private ComparisonNode? Comparison(FieldName field, QueryToken sign)
    {
        var start = Current.Start;
        if (Operand() is not { } operand) return null;
        var isStrict = sign.End - sign.Start == 1;
        var comparison = _text[sign.Start] == '<'
            ? isStrict ? ComparisonOperator.Less : ComparisonOperator.LessOrEqual
            : isStrict ? ComparisonOperator.Greater : ComparisonOperator.GreaterOrEqual;
        return Leaf(new ComparisonNode(field.Text!, comparison, operand), field, start);
    }

    private QueryLeaf? Value(FieldName field)
    {
        var start = Current.Start;
        if (Current.Kind == TokenKind.OpenRange) return Range(field);
        if (IsStar)
        {
            _next++;
            return Leaf(new PresenceNode(field.Text!), field, start);
        }

        return Operand() switch
        {
            null => null,
            { IsQuoted: true } quoted => Leaf(new PhraseNode(field.Text, quoted.Pattern.Text), field, start),
            var word => Leaf(new TermNode(field.Text, word.Pattern), field, start),
        };
    }

    private RangeNode? Range(FieldName field)
    {
        var open = Current;
        _next++;
        if (!TryBound(out var lower)) return null;
        if (Current is { Kind: TokenKind.To, IsAfterSpace: true }) _next++;
        if (!Current.IsAfterSpace || !TryBound(out var upper)) return null;
        var close = Current;
        if (!TryTake(TokenKind.CloseRange)) return null;
        var range = new RangeNode(
            field.Text!, new RangeBound(lower, _text[open.Start] == '['), new RangeBound(upper, _text[close.Start] == ']'));
        return Leaf(range, field, open.Start);
    }

    // An open bound has no operand.
    private bool TryBound(out QueryOperand? operand)
    {
        operand = null;
        if (!IsStar) return (operand = Operand()) is not null;
        _next++;
        return true;
    }

    private QueryOperand? Operand()
    {
        var (kind, start, end, _, _) = Current;
        QueryOperand? operand = kind switch
        {
            TokenKind.Word => new QueryOperand(TextPattern.FromSource(_text.AsSpan(start..end)), false),
            TokenKind.Phrase => new QueryOperand(TextPattern.Exactly(Unescape(start + 1, end - 1)), true),
            _ => null,
        };
        if (operand is null || !operand.Pattern.Text.AsSpan().ContainsAnyExcept(WhiteSpace.Characters)) return null;
        _next++;
        return operand;
    }

    private bool IsStar => Current.End - Current.Start == 1 && _text[Current.Start] == TextPattern.AnyRun;

    private TLeaf Leaf<TLeaf>(TLeaf leaf, FieldName field, int valueStart)
        where TLeaf : QueryLeaf
    {
        _terms++;
        _positions.Add(new LeafPosition(field.Text is null ? valueStart : field.Position, valueStart));
        return leaf;
    }

    private string Unescape(int start, int end) => TextPattern.FromSource(_text.AsSpan(start..end)).Text;

    private bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind) return false;
        _next++;
        return true;
    }

    /// <summary>The field that values belong to, and where its name stands; the default is no field.</summary>
    private readonly record struct FieldName(string? Text, int Position);
}
