using FsCheck;
using FsCheck.Fluent;
using IotConnectivity.Queries.Binding;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Parsing;
using IotConnectivity.Queries.Schema;
using IotConnectivity.TestKit;
using static IotConnectivity.Queries.QueryFixture;

namespace IotConnectivity.Queries;

/// <summary>What holds for every query and document.</summary>
public class QueryPropertyTests
{
    [Fact]
    public void ToString_AnyTree_IsReadBackAsTheSame() =>
        ForAnyCase(10_000, drawn =>
        {
            var isRead = QueryParser.TryParse(drawn.Tree.ToString(), out var parsed, out var error);

            // The generator does not count terms.
            return isRead ? drawn.Tree.Equals(parsed!.Root) : error!.Reason.StartsWith("number of terms", StringComparison.Ordinal);
        });

    [Fact]
    public void Matches_AnyQueryAndDocument_AgreesWithTheSlowEvaluator() =>
        ForAnyCase(20_000, drawn =>
        {
            if (!TryBind(drawn, out var filter)) return true;

            return QueryInterpreter.Matches(filter, drawn.Document) == new SlowQueryEvaluator(drawn.Document, QuerySchema.Things).Matches(drawn.Bindable);
        });

    [Fact]
    public void Compile_AnyQueryAndDocument_AgreesWithTheInterpreter() =>
        ForAnyCase(20_000, drawn => !TryBind(drawn, out var filter) || Compile(filter)(drawn.Document) == QueryInterpreter.Matches(filter, drawn.Document));

    [Fact]
    public void QueryCase_ManyCases_CanBeBoundAndMatchOften()
    {
        var random = new Random(7);
        var cases = Math.Max(Repetitions.Of(2_000), 500);
        var answers = Enumerable.Range(0, cases)
            .Select(_ => new QueryCase([.. Enumerable.Range(0, 120).Select(_ => random.Next())]))
            .Select(drawn => !TryBind(drawn, out var filter) ? "refused" : QueryInterpreter.Matches(filter, drawn.Document) ? "yes" : "no")
            .CountBy(answer => answer)
            .ToDictionary();

        Assert.InRange(answers["refused"], 0, cases * 6 / 10);
        Assert.InRange(answers["yes"], cases / 10, cases);
        Assert.InRange(answers["no"], cases / 10, cases);
    }

    // Refused are those with too many terms or leading stars.
    private static bool TryBind(QueryCase drawn, out Ast.QueryNode filter)
    {
        filter = null!;
        return FleetQuery.TryParse(drawn.Bindable.ToString(), out var query, out _)
            && QueryBinder.TryBind(query, QuerySchema.Things, Everything, out filter!, out _);
    }

    private static void ForAnyCase(int tests, Func<QueryCase, bool> holds) =>
        Prop.ForAll(
                Gen.Choose(0, 1_000_000).ToArbitrary().Array(),
                choices => holds(new QueryCase(choices)).Label(new QueryCase(choices).ToString()))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Repetitions.Of(tests)).WithStartSize(10).WithEndSize(120));
}
