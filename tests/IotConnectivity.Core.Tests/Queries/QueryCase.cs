using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Queries;

/// <summary>A tree and documents, drawn from a list of numbers: the same numbers give the same case, fewer or smaller ones a simpler case.</summary>
/// <remarks>The vocabulary of the trees that can be bound is small on purpose, so that values and patterns meet often.</remarks>
internal sealed class QueryCase
{
    private static readonly string[] Texts = ["a", "ab", "B", "abb", "1", "1.0", "2", "-1", "1e0", "02", "true"];
    private static readonly string[] Words = ["a", "A*", "*b", "a?", "*b*", "a*b", "1", "2.0", "1*", "-1", "true", "b", "10e-1", "02"];
    private static readonly string[] Phrases = ["a", "ab B", "1", "a*", "B 1", " ab\tb "];
    private static readonly string[] TextFields = ["thingName", "thingGroupNames", "attributes.a", "attributes.b", "connectivity.clientId", "deviceDefender.p.b.metricName"];
    private static readonly string[] Numbers = ["1", "-1", "2.0", "1e0", "\"1\"", "*"];
    private static readonly string[] NumberFields = ["connectivity.timestamp", "deviceDefender.p.b.lastViolationTime", "attributes.a", "thingName"];
    private static readonly string[] BooleanFields = ["connectivity.connected", "connectivity.cleanSession"];
    private static readonly string[] Values = ["a", "ab", "B", "abb", "1", "1.0", "2", "-1", "true", "a B", "ab  B 1", "02"];

    private static readonly string[] AnySources =
    [
        "a", @"\AND", "NOTE", @"\-x", "-", @"a\ b", @"\*", "*a", "a?b*", @"\\", @"\""", @"a\:b", @"\/x", "x/y", @"\~", @"\^", "1", "-1.5e3", "true", @"\TO", @"\+1",
        "a+b", "a-b", "a!b", @"\!", @"\&\&", @"\=", @"\|", @"\<", @"\[x\]", @"\{\}", @"\(", @"\)", "grün", "😀", "\u00A0", "\\\t", "\\\u3000x", "a,b@c#d%e'f;g=h`", "?", "**",
    ];

    private static readonly string[] AnyTexts = ["a", "a b", "*", "\"", @"\", @"\\""", " x ", "AND", "(:[", "😀", "\n.", "TO"];

    private readonly int[] _choices;
    private int _next;

    internal QueryCase(int[] choices)
    {
        _choices = choices;
        Tree = AnyNode(0, AnyLeaf);
        Bindable = AnyNode(0, AnyBindableLeaf);
        Document = AnyDocument();
    }

    /// <summary>Gets a tree with any fields and values, up to the unlikely ones.</summary>
    internal QueryNode Tree { get; }

    /// <summary>Gets a tree with fields and values of things.</summary>
    internal QueryNode Bindable { get; }

    internal QueryDocument Document { get; }

    public override string ToString() => $"{Tree}\n{Bindable}\n{Document}";

    private int Pick(int count) => _next < _choices.Length ? (int)((uint)_choices[_next++] % (uint)count) : 0;

    private T Pick<T>(T[] items) => items[Pick(items.Length)];

    private QueryNode AnyNode(int depth, Func<QueryNode> leaf) => Pick(depth > 3 ? 2 : 6) switch
    {
        0 => leaf(),
        1 => Pick(6) == 0 ? AllNode.Instance : leaf(),
        2 => new NotNode(AnyNode(depth + 1, leaf)),
        3 or 4 => AndNode.Of([.. Enumerable.Range(0, 2 + Pick(2)).Select(_ => AnyNode(depth + 1, leaf))]),
        _ => OrNode.Of([.. Enumerable.Range(0, 2 + Pick(3)).Select(_ => AnyNode(depth + 1, leaf))]),
    };

    private QueryNode AnyLeaf()
    {
        var field = TextPattern.FromSource(Pick(AnySources)).Text is var text && string.IsNullOrWhiteSpace(text) ? "x" : text;
        return Pick(7) switch
        {
            0 => new TermNode(null, AnyPattern()),
            1 => new TermNode(field, AnyPattern()),
            2 => new PhraseNode(Pick(2) == 0 ? null : field, Pick(AnyTexts)),
            3 => new PresenceNode(field),
            4 => new ComparisonNode(field, (ComparisonOperator)Pick(4), AnyOperand()),
            _ => new RangeNode(field, AnyBound(), AnyBound()),
        };
    }

    private TextPattern AnyPattern() => TextPattern.FromSource(Pick(AnySources) is var source && source.Trim('\\').Trim().Length == 0 ? "z" : source);

    private QueryOperand AnyOperand() => Pick(2) == 0 ? new QueryOperand(AnyPattern(), false) : new QueryOperand(TextPattern.Exactly(Pick(AnyTexts)), true);

    private RangeBound AnyBound() => new(Pick(4) == 0 ? null : AnyOperand(), Pick(2) == 0);

    private QueryNode AnyBindableLeaf() => Pick(8) switch
    {
        0 or 1 => new TermNode(Pick(TextFields), TextPattern.FromSource(Pick(Words))),
        2 => new TermNode(null, TextPattern.FromSource(Pick(Words))),
        3 => new PhraseNode(Pick(4) == 0 ? null : Pick(TextFields), Pick(Phrases)),
        4 => new PresenceNode(Pick(Pick(2) == 0 ? TextFields : BooleanFields)),
        5 => new TermNode(Pick(BooleanFields), TextPattern.Exactly(Pick(2) == 0 ? "true" : "FALSE")),
        6 => Pick(2) == 0
            ? new ComparisonNode(Pick(NumberFields), (ComparisonOperator)Pick(4), Operand(Pick(Numbers[..^1]))!)
            : new RangeNode(Pick(NumberFields), Bound(Numbers), Bound(Numbers)),
        _ => Pick(2) == 0
            ? new ComparisonNode(Pick(TextFields), (ComparisonOperator)Pick(4), Operand(Pick(Texts))!)
            : new RangeNode(Pick(TextFields), Bound([.. Texts, "\"1\"", "*"]), Bound([.. Texts, "\"2\"", "*"])),
    };

    private RangeBound Bound(string[] items) => new(Operand(Pick(items)), Pick(2) == 0);

    private static QueryOperand? Operand(string text) => text switch
    {
        "*" => null,
        ['"', .., '"'] => new QueryOperand(TextPattern.Exactly(text[1..^1]), true),
        _ => new QueryOperand(TextPattern.Exactly(text), false),
    };

    private QueryDocument AnyDocument()
    {
        var document = new QueryDocument();
        foreach (var field in TextFields.Select(name => QuerySchema.Things.Find(name)!))
        {
            var most = field.Kind == FieldKind.TextArray ? 3 : 2;
            for (var count = Pick(most); count > 0; count--) document.Add(field, Pick(Values));
        }

        foreach (var field in NumberFields[..2].Where(_ => Pick(3) > 0)) document.Add(QuerySchema.Things.Find(field)!, Pick(["1", "-1", "2", "1.5"]));
        foreach (var field in BooleanFields.Where(_ => Pick(3) > 0)) document.Add(QuerySchema.Things.Find(field)!, Pick(["true", "false"]));
        return document;
    }
}
