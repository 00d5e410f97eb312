using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Conditions;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;
using static IotConnectivity.Queries.QueryFixture;

namespace IotConnectivity.Queries.Binding;

public class QueryBinderTests
{
    private const QuerySources Usual = QuerySources.Registry | QuerySources.Connectivity | QuerySources.DeviceDefender;

    public static TheoryData<string, string, string> Refused() => RepositoryFile.Cases("Queries", "refused-values.cases");

    [Theory]
    [MemberData(nameof(Refused))]
    public void TryBind_FieldOrValueThatDoesNotExist_IsRefused(string what, string query, string expected)
    {
        var error = Refuse(query, Usual);

        Assert.True(error is not null, what);
        Assert.Equal(expected, $"{error.Position} {error.Reason}");
        var isNotIndexed = expected.Contains("is not enabled", StringComparison.Ordinal);
        Assert.Equal(isNotIndexed ? QueryErrorKind.NotIndexed : QueryErrorKind.InvalidQuery, error.Kind);
        Assert.Equal(isNotIndexed ? error.Reason : $"Unable to parse query, {error.Reason}, query string: {query}", error.Message);
    }

    [Theory]
    [InlineData("connectivity.connected:true", "Connectivity")]
    [InlineData("deviceDefender.violationCount>0", "Devicedefender")]
    [InlineData("deviceDefender.p.b.inViolation:true", "Devicedefender")]
    public void TryBind_SourceThatIsNotIndexed_IsRefused(string query, string source) =>
        Assert.Equal(
            $"Query includes one or more constraints for {source} attribute, but {source} indexing is not enabled for AWS_Things index",
            Refuse(query)?.Message);

    [Fact]
    public void TryBind_RegistryThatIsNotIndexed_IsRefused() =>
        Assert.Equal(
            "Query includes one or more constraints for Registry attribute, but Registry indexing is not enabled for AWS_ThingGroups index",
            Refuse("description:a", QuerySources.None, QuerySchema.ThingGroups)?.Message);

    [Theory]
    [InlineData("thingName:a OR thingName:b", "OrNode(thingName, thingName)")]
    [InlineData("NOT (a thingId:b) OR *", "OrNode(NotNode(AndNode(bare, thingId)), AllNode)")]
    public void TryBind_Query_KeepsItsShape(string query, string shape) => Assert.Equal(shape, Shape(Bind(query)));

    [Theory]
    [InlineData("thingName:a?????")]
    [InlineData("thingName:a*b*")]
    [InlineData("thingName:*a*?????")]
    [InlineData("* AND thingName:* AND *a")]
    public void TryBind_WildcardsUpToTheLimits_AreBound(string query) => Assert.Null(Refuse(query));

    [Fact]
    public void TryBind_LeadingStarInAQueryOfAHundredCodePoints_IsBound() =>
        Assert.Null(Refuse($"thingName:*{string.Concat(Enumerable.Repeat("😀", 89))}"));

    [Fact]
    public void TryBind_LeadingStarInALongerQuery_IsRefused()
    {
        var value = $"*{new string('a', 90)}";

        Assert.Equal(
            "invalid value - wildcard character (*) at the start of the value is allowed in queries of up to 100 characters, characters found: 101, "
            + $"field name: thingName, value: {value}",
            Refuse($"thingName:{value}")?.Reason);
    }

    [Fact]
    public void TryBind_LongQueryWithoutLeadingStar_IsBound() => Assert.Null(Refuse($"thingName:a* NOT thingTypeName:* {new string('a', 90)}"));

    [Fact]
    public void Condition_ExactTerm_ShowsTextAndNumber()
    {
        var condition = Assert.IsType<TermCondition>(Condition("attributes.a:2.40"));

        Assert.True(condition.Pattern.IsExact);
        Assert.Equal("2.40", condition.Pattern.Text);
        Assert.Equal(2.4, condition.Number);
    }

    [Theory]
    [InlineData("thingName:2")]
    [InlineData("attributes.a:2*")]
    [InlineData("attributes.a:x2")]
    [InlineData("thingGroupNames:2")]
    public void Condition_TermThatIsNoNumberHere_HasNone(string query) => Assert.Null(Assert.IsType<TermCondition>(Condition(query)).Number);

    [Theory]
    [InlineData("connectivity.timestamp:5", 5, true, 5, true)]
    [InlineData("connectivity.timestamp:\"5\"", 5, true, 5, true)]
    [InlineData("connectivity.timestamp<5", double.NegativeInfinity, true, 5, false)]
    [InlineData("connectivity.timestamp<=5", double.NegativeInfinity, true, 5, true)]
    [InlineData("connectivity.timestamp>5", 5, false, double.PositiveInfinity, true)]
    [InlineData("connectivity.timestamp>=\"5\"", 5, true, double.PositiveInfinity, true)]
    [InlineData("connectivity.timestamp:{1 TO \"5\"]", 1, false, 5, true)]
    [InlineData("attributes.a:[-1 TO 5}", -1, true, 5, false)]
    [InlineData("attributes.a:[* TO 5}", double.NegativeInfinity, true, 5, false)]
    [InlineData("thingName>5", 5, false, double.PositiveInfinity, true)]
    public void Condition_Numbers_ShowTheInterval(string query, double min, bool includesMin, double max, bool includesMax) =>
        Assert.Equal(new NumberCondition(min, includesMin, max, includesMax), Condition(query));

    [Theory]
    [InlineData("thingName:{a TO b]", "a", false, "b", true)]
    [InlineData("attributes.a:[\"1\" TO \"5\"}", "1", true, "5", false)]
    [InlineData("attributes.a:[1 TO \"5\"]", "1", true, "5", true)]
    [InlineData("attributes.a:[1 TO x]", "1", true, "x", true)]
    [InlineData("attributes.a:[* TO x}", null, true, "x", false)]
    [InlineData("attributes.a>x", "x", false, null, true)]
    [InlineData("attributes.a<=\"5\"", null, true, "5", true)]
    [InlineData("attributes.a:[a\\*b TO \"*\"]", "a*b", true, "*", true)]
    public void Condition_Texts_ShowTheInterval(string query, string? min, bool includesMin, string? max, bool includesMax) =>
        Assert.Equal(new TextRangeCondition(min, includesMin, max, includesMax), Condition(query));

    [Theory]
    [InlineData("thingName:*")]
    [InlineData("thingName:[* TO *]")]
    [InlineData("connectivity.connected:{* TO *}")]
    [InlineData("connectivity.timestamp:*")]
    public void Condition_AnyValue_IsPresence(string query) => Assert.IsType<PresenceCondition>(Condition(query));

    [Theory]
    [InlineData("connectivity.connected:true", true)]
    [InlineData("connectivity.cleanSession:FALSE", false)]
    [InlineData("connectivity.connected:\"False\"", false)]
    [InlineData("shadow.hasDelta:false", false)]
    [InlineData("deviceDefender.p.b.inViolation:True", true)]
    public void Condition_Boolean_IsRead(string query, bool value) => Assert.Equal(new BooleanCondition(value), Condition(query));

    [Theory]
    [InlineData("\"a  b\"")]
    [InlineData("a\\ b")]
    [InlineData("thingName:\" a\tb \"")]
    public void Condition_Phrase_HasItsWords(string query) => Assert.Equal("a b", Assert.IsType<PhraseCondition>(Condition(query)).Text);

    [Fact]
    public void Condition_BareTerm_HasNoField() => Assert.Null(Assert.IsType<FieldCondition>(Bind("a")).Field);

    private static string Shape(QueryNode node) => node switch
    {
        GroupNode group => $"{node.GetType().Name}({string.Join(", ", group.Children.Select(Shape))})",
        NotNode not => $"NotNode({Shape(not.Child)})",
        FieldCondition leaf => leaf.Field?.Name ?? "bare",
        _ => node.GetType().Name,
    };
}
