using IotConnectivity.Queries.Conditions;
using IotConnectivity.Queries.Evaluation;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Queries;

/// <summary>A document out of fields and values, written as <c>thingName=a; thingGroupNames=[b,c]</c>.</summary>
internal sealed class QueryDocument : IQueryDocument
{
    private readonly List<(QueryField Field, string Text)> _values = [];

    internal static QueryDocument Parse(string text, QuerySchema schema)
    {
        var document = new QueryDocument();
        foreach (var fact in text.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = fact.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = (fact[..equals], fact[(equals + 1)..]);
            foreach (var one in value is ['[', .., ']'] ? value[1..^1].Split(',') : [value]) document.Add(schema.Find(name)!, one);
        }

        return document;
    }

    public IEnumerable<FieldValue> Values(QueryField? field) =>
        from value in _values
        where field is null ? value.Field.IsSearchedByBareTerms : IsPartOf(value.Field, field)
        select new FieldValue(value.Text, HasNumbers(value.Field) ? NumberLiteral.Parse(value.Text) : null);

    public override string ToString() => string.Join("; ", _values.Select(value => $"{value.Field.Name}={value.Text}"));

    internal void Add(QueryField field, string text) => _values.Add((field, text));

    private static bool HasNumbers(QueryField field) => field.Kind is FieldKind.Number or FieldKind.TextOrNumber;

    private static bool IsPartOf(QueryField held, QueryField asked) => held is ViolationField one && asked is ViolationField all
        ? one.Part == all.Part && (all.Profile ?? one.Profile) == one.Profile && (all.Behavior ?? one.Behavior) == one.Behavior
        : held == asked;
}
