using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Queries.Evaluation;

/// <summary>What an index holds of one thing or group, for the <see cref="QueryInterpreter"/>.</summary>
internal interface IQueryDocument
{
    /// <summary>Gets the values of a field: none when it is absent, several for an array.</summary>
    /// <param name="field">The field; null for all fields for which <see cref="QueryField.IsSearchedByBareTerms"/> holds.</param>
    IEnumerable<FieldValue> Values(QueryField? field);
}

/// <summary>One value of a field.</summary>
/// <param name="Text">The value as text; <c>true</c> or <c>false</c> for a boolean.</param>
/// <param name="Number">The value as a number, if it is one.</param>
internal readonly record struct FieldValue(string Text, double? Number = null);
