using IotConnectivity.Queries.Conditions;
using IotConnectivity.TestKit;

namespace IotConnectivity.Fleet.Columns;

public class ValueTableTests
{
    [Fact]
    public void Take_SameAndOtherTexts_CountsEach()
    {
        var values = new ValueTable(isText: false);

        var (x, upper, again) = (values.Take("x"), values.Take("X"), values.Take("x"));

        Assert.Equal(x, again);
        Assert.NotEqual(x, upper);
        Assert.Equal((2, 1), (values.UsesOf(x), values.UsesOf(upper)));
        Assert.Equal((2, 3), (values.Count, values.End));
        Assert.Equal([x, upper], Find(values, "X"));
        Assert.Empty(Find(values, "y"));
    }

    [Fact]
    public void Release_LastUse_GivesTheCodeToTheNext()
    {
        var values = new ValueTable(isText: false);
        var (a, b) = (values.Take("a"), values.Take("b"));
        values.Take("a");

        values.Release(a);
        Assert.Equal(1, values.UsesOf(a));
        values.Release(a);

        Assert.Null(values.TextOf(a));
        Assert.Equal((1, 0), (values.Count, values.UsesOf(a)));
        Assert.Empty(Find(values, "a"));
        Assert.Equal(a, values.Take("c"));
        Assert.Equal((3, "c", "b"), (values.End, values.TextOf(a), values.TextOf(b)));
    }

    [Fact]
    public void NumberOf_NumberAfterTextsAndInTheirPlace_IsKnown()
    {
        var values = new ValueTable(isText: false);
        var text = values.Take("text");
        var other = values.Take("other");
        Assert.False(values.HasNumbers);
        Assert.Null(values.NumberOf(text));

        var number = values.Take("2.5");
        Assert.True(values.HasNumbers);
        Assert.Equal((2.5, null, null), (values.NumberOf(number), values.NumberOf(text), values.NumberOf(other)));
        values.Release(number);
        Assert.Null(values.NumberOf(values.Take("late")));
        values.Release(text);
        Assert.Equal(7, values.NumberOf(values.Take("7")));
    }

    [Fact]
    public void NumberOf_TableOfTexts_IsNone()
    {
        var values = new ValueTable(isText: true);

        Assert.Null(values.NumberOf(values.Take("7")));
        Assert.False(values.HasNumbers);
    }

    [Fact]
    public void AnyOperations_LikeADictionary()
    {
        var random = new Random(Concurrently.Seed());
        for (var round = 0; round < Repetitions.Of(30); round++)
        {
            var values = new ValueTable(isText: false);
            var model = new Dictionary<string, (int Code, int Uses)>(StringComparer.Ordinal);
            var texts = 1 + random.Next(300);
            for (var step = 0; step < 2_000; step++)
            {
                var number = random.Next(texts);
                var text = (number % 4) switch { 0 => $"{number}", 1 => $"v{number / 8}", 2 => $"V{number / 8}", _ => $"w{number}" };
                if (random.Next(5) < 3 || !model.TryGetValue(text, out var known))
                {
                    var code = values.Take(text);
                    Assert.Equal(model.TryGetValue(text, out known) ? known.Code : code, code);
                    model[text] = (code, known.Uses + 1);
                }
                else
                {
                    values.Release(known.Code);
                    if (known.Uses == 1) model.Remove(text);
                    else model[text] = (known.Code, known.Uses - 1);
                }
            }

            AssertSame(values, model);
        }
    }

    private static void AssertSame(ValueTable values, Dictionary<string, (int Code, int Uses)> model)
    {
        Assert.Equal(model.Count, values.Count);
        Assert.Equal(model.Count, model.Values.Select(static known => known.Code).Distinct().Count());
        foreach (var (text, (code, uses)) in model)
        {
            Assert.InRange(code, 1, values.End - 1);
            Assert.Equal((text, uses, NumberLiteral.Parse(text)), (values.TextOf(code), values.UsesOf(code), values.NumberOf(code)));
            var same = model.Where(pair => string.Equals(pair.Key, text, StringComparison.OrdinalIgnoreCase)).Select(static pair => pair.Value.Code);
            Assert.Equal(same.Order(), Find(values, text.ToUpperInvariant()).Order());
        }

        Assert.Equal(model.Count, Enumerable.Range(1, values.End - 1).Count(code => values.TextOf(code) is not null));
    }

    private static List<int> Find(ValueTable values, string text)
    {
        var codes = new List<int>();
        values.FindAll(text, codes);
        codes.Sort();
        return codes;
    }
}
