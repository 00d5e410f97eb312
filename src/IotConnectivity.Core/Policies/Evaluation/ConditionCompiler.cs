using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>Turns a condition of the document into one that can be evaluated.</summary>
internal static class ConditionCompiler
{
    internal static CompiledCondition Compile(Condition condition, PolicyEffect effect)
    {
        var key = ContextKey.Of(condition.Key);
        return condition.Operator.Comparison == Comparison.Null
            ? new NullCondition(key, Flags(condition))
            : new ValueCondition(key, condition.Operator, Test(condition), effect);
    }

    private static ValueTest Test(Condition condition) => condition.Operator.Comparison switch
    {
        Comparison.StringEquals => new TextEqualsTest(Templates(condition), StringComparison.Ordinal),
        Comparison.StringEqualsIgnoreCase => new TextEqualsTest(Templates(condition), StringComparison.OrdinalIgnoreCase),
        Comparison.StringLike => new TextLikeTest(Templates(condition)),
        Comparison.ArnLike => new ArnTest(condition.Values.Cast<ArnValue>().Select(static value => value.Pattern)),
        Comparison.NumericEquals => new NumberTest(Numbers(condition), Ordering.Equal),
        Comparison.NumericLessThan => new NumberTest(Numbers(condition), Ordering.Less),
        Comparison.NumericLessThanEquals => new NumberTest(Numbers(condition), Ordering.LessOrEqual),
        Comparison.NumericGreaterThan => new NumberTest(Numbers(condition), Ordering.Greater),
        Comparison.NumericGreaterThanEquals => new NumberTest(Numbers(condition), Ordering.GreaterOrEqual),
        Comparison.DateEquals => new InstantTest(Instants(condition), Ordering.Equal),
        Comparison.DateLessThan => new InstantTest(Instants(condition), Ordering.Less),
        Comparison.DateLessThanEquals => new InstantTest(Instants(condition), Ordering.LessOrEqual),
        Comparison.DateGreaterThan => new InstantTest(Instants(condition), Ordering.Greater),
        Comparison.DateGreaterThanEquals => new InstantTest(Instants(condition), Ordering.GreaterOrEqual),
        Comparison.Bool => new BoolTest(Flags(condition)),
        Comparison.BinaryEquals => new BinaryTest([.. condition.Values.Cast<BinaryValue>().Select(static value => value.Bytes)]),
        _ => new AddressTest([.. condition.Values.Cast<AddressValue>().Select(static value => value.Range)]),
    };

    private static IEnumerable<TextTemplate> Templates(Condition condition) =>
        condition.Values.Cast<TextValue>().Select(static value => value.Template);

    private static decimal[] Numbers(Condition condition) => [.. condition.Values.Cast<NumberValue>().Select(static value => value.Number)];

    private static long[] Instants(Condition condition) => [.. condition.Values.Cast<InstantValue>().Select(static value => value.Ticks)];

    private static bool[] Flags(Condition condition) => [.. condition.Values.Cast<BoolValue>().Select(static value => value.Flag)];
}
