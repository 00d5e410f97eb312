using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>How the request's value must stand to the policy's.</summary>
internal enum Ordering
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>Comparisons of values that have an order.</summary>
internal abstract class OrderedTest<T>(T[] values, Ordering ordering) : ValueTest
    where T : struct, IComparable<T>
{
    internal sealed override Outcome Matches(ContextValue value, ref EvaluationScope scope)
    {
        if (!TryRead(value, ref scope, out var read)) return Outcome.Unknown;
        foreach (var expected in values)
        {
            if (Holds(read.CompareTo(expected))) return Outcome.Yes;
        }

        return Outcome.No;
    }

    protected abstract bool TryRead(ContextValue value, ref EvaluationScope scope, out T read);

    private bool Holds(int compared) => ordering switch
    {
        Ordering.Equal => compared == 0,
        Ordering.Less => compared < 0,
        Ordering.LessOrEqual => compared <= 0,
        Ordering.Greater => compared > 0,
        _ => compared >= 0,
    };
}

/// <summary>The Numeric… operators.</summary>
internal sealed class NumberTest(decimal[] values, Ordering ordering) : OrderedTest<decimal>(values, ordering)
{
    protected override bool TryRead(ContextValue value, ref EvaluationScope scope, out decimal read) =>
        NumberText.TryParse(scope.TextOf(value), out read);
}

/// <summary>The Date… operators, on ticks.</summary>
internal sealed class InstantTest(long[] values, Ordering ordering) : OrderedTest<long>(values, ordering)
{
    protected override bool TryRead(ContextValue value, ref EvaluationScope scope, out long read)
    {
        if (value.Source == ValueSource.Text) return InstantText.TryParse(value.Text, out read);
        read = scope.NowTicks;
        return true;
    }
}
