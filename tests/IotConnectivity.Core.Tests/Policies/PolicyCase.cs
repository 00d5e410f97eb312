using System.Globalization;
using System.Text.Json.Nodes;

namespace IotConnectivity.Policies;

/// <summary>Documents and a request, drawn from a list of numbers: the same numbers give the same case, fewer or smaller ones a simpler case.</summary>
/// <remarks>The vocabulary is small on purpose, so that patterns, values and requests meet often.</remarks>
internal sealed class PolicyCase
{
    private static readonly string[] Actions = ["iot:Get", "iot:List", "iot:GetAll", "sns:Get"];
    private static readonly string[] ActionPatterns = ["*", "iot:*", "IOT:get", "iot:Get*", "iot:?ist", "*:Get", "sns:*", "iot:*t*"];

    private static readonly string[] Resources =
    [
        "*", "arn:aws:iot:r:1:thing/a", "arn:aws:iot:r:1:thing/ab", "arn:aws:iot:r:2:thing/a", "arn:aws:iot:s:1:thing/a:1:b", "arn:aws:iot:r:1:index/a",
        "arn:aws:sns:r:1:*", "arn:aws:iot:r:1:thing/${aws:username}",
    ];

    private static readonly string[] ResourcePatterns =
    [
        "*", "arn:aws:iot:r:1:thing/a", "arn:aws:iot:r:1:thing/*", "arn:aws:iot:r:*", "arn:aws:iot:*:1:thing/a", "arn:aws:iot:*", "arn:aws:iot:r:1:*a*b*",
        "arn:aws:iot:r:1:thing/${aws:username}", "arn:aws:iot:r:1:thing/${aws:username, 'ab'}", "arn:aws:iot:?:?:thing/?",
        "arn:*:iot:r:1:*/${aws:username}*", "arn:aws:iot:*:*:thing/*${test:k}?*", "arn:aws:iot:r:1:thing/${*}", "arn:aws:sns:r:1:${*}",
        "arn:aws:iot:r:1:thing/${aws:username",
    ];

    private static readonly string[] Keys = ["aws:username", "test:k", "test:m", "AWS:userName", "aws:CurrentTime", "aws:epochtime"];

    private static readonly string[] Texts =
        ["a", "ab", "A", "", "*", "a*", "?b", "${aws:username}", "${test:k, 'a'}", "${*}", "a${test:m}*", "${test:k}?", "$", "2026-03-01T12:00:00Z"];

    private static readonly (string Name, string[] Wanted, string[] Values)[] Families =
    [
        ("StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike", Texts, Texts),
        ("NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals",
            ["5", "5.0", "-1", "4.99", "1772366400"], ["5", "5.00", "-1", "x", ""]),
        ("DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals",
            ["2026", "2026-03-01T12:00:00Z", "1772366400", "2026-03-01T13:00+01:00"], ["2026", "1767225600", "2026-03-01T12:00:00Z", "soon"]),
        ("Bool", ["true", "false"], ["true", "false", "maybe"]),
        ("BinaryEquals", ["QUJD", "QQ=="], ["QUJD", "QQ==", "~"]),
        ("IpAddress NotIpAddress", ["10.0.0.0/8", "10.1.2.3", "2001:db8::/32", "0.0.0.0/0"], ["10.1.2.3", "11.0.0.1", "2001:db8::1", "x"]),
        ("ArnLike ArnNotLike ArnEquals ArnNotEquals", ["*", "arn:aws:iot:*:1:thing/*", "arn:aws:iot:r:1:thing/a", "a?n:*:*:*:*:*"],
            ["arn:aws:iot:r:1:thing/a", "arn:aws:iot:r:2:x:1:thing/a", "a"]),
        ("Null", ["true", "false"], ["", "a"]),
    ];

    private readonly int[] _choices;
    private int _next;

    internal PolicyCase(int[] choices)
    {
        _choices = choices;
        Action = Pick(Actions);
        Resource = Pick(Resources);
        Facts = [.. Keys[..3].SelectMany(AnyFact)];
        Documents = [.. Some(2, AnyDocument)];
    }

    internal static DateTimeOffset Now { get; } = DateTimeOffset.Parse("2026-03-01T12:00:00Z", CultureInfo.InvariantCulture);

    internal string Action { get; }

    internal string Resource { get; }

    internal Fact[] Facts { get; }

    internal string[] Documents { get; }

    internal AuthorizationResult Ask(IEnumerable<string> documents)
    {
        var request = new AuthorizationRequest(Action, Resource, Context(), Now);
        return new PolicyAuthorizer([.. documents.Select(PolicyDocument.Parse)]).Authorize(request);
    }

    internal RequestContext Context()
    {
        var context = RequestContext.Empty;
        foreach (var fact in Facts)
            context = fact.IsMultivalued ? context.WithValues(fact.Key, fact.Values) : context.With(fact.Key, fact.Values[0]);
        return context;
    }

    /// <summary>Draws one more statement with the given effect.</summary>
    internal string AnotherDocument(string effect) =>
        $$"""{"Version":"2012-10-17","Statement":{{AnyStatement(effect).ToJsonString()}}}""";

    public override string ToString() =>
        $"{Action} on {Resource} with {string.Join(", ", Facts.Select(f => $"{f.Key}={(f.IsMultivalued ? "multi " : "")}{string.Join('|', f.Values)}"))}: {string.Join('\n', Documents)}";

    private int Pick(int count) => _next < _choices.Length ? (int)((uint)_choices[_next++] % (uint)count) : 0;

    private T Pick<T>(T[] items) => items[Pick(items.Length)];

    private IEnumerable<T> Some<T>(int most, Func<T> draw)
    {
        var count = 1 + Pick(most);
        for (var i = 0; i < count; i++) yield return draw();
    }

    private IEnumerable<Fact> AnyFact(string key)
    {
        var isMultivalued = key == "test:m" && Pick(4) > 0;
        var values = Pick(Families).Values;
        if (Pick(4) == 0) yield break;
        yield return new Fact(key, isMultivalued, isMultivalued ? [.. Some(3, () => Pick(values)).Skip(Pick(2))] : [Pick(values)]);
    }

    private string AnyDocument()
    {
        var document = new JsonObject();
        if (Pick(8) > 0) document["Version"] = "2012-10-17";
        document["Statement"] = new JsonArray([.. Some(4, () => AnyStatement(Pick(3) == 0 ? "Deny" : "Allow"))]);
        return document.ToJsonString();
    }

    private JsonObject AnyStatement(string effect)
    {
        var statement = new JsonObject
        {
            ["Effect"] = effect,
            [Pick(5) == 0 ? "NotAction" : "Action"] = AnyList(2, ActionPatterns),
            [Pick(4) == 0 ? "NotResource" : "Resource"] = AnyList(2, ResourcePatterns),
        };
        if (Pick(3) > 0) statement["Condition"] = AnyCondition();
        return statement;
    }

    private JsonObject AnyCondition()
    {
        var block = new JsonObject();
        foreach (var (name, wanted, _) in Some(2, () => Pick(Families)))
        {
            var op = Pick(name.Split(' '));
            if (op != "Null") op = Pick(["", "", "ForAllValues:", "ForAnyValue:"]) + op + Pick(["", "", "IfExists"]);
            var first = Pick(Keys);
            var body = new JsonObject { [first] = AnyList(2, wanted) };
            var second = Pick(Keys);
            if (!first.Equals(second, StringComparison.OrdinalIgnoreCase) && Pick(4) == 0) body[second] = AnyList(1, wanted);
            block[op] = body;
        }

        return block;
    }

    private JsonNode AnyList(int most, string[] items)
    {
        var drawn = Some(most, () => Pick(items)).ToArray();
        return drawn.Length == 1 ? JsonValue.Create(drawn[0]) : new JsonArray([.. drawn.Select(item => JsonValue.Create(item))]);
    }
}
