using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Conditions;
using IotConnectivity.Queries.Schema;

namespace IotConnectivity.Queries.Evaluation;

/// <summary>What a leaf of a query means for one index.</summary>
/// <param name="Field">The field; null for a term that is searched in all fields, see <see cref="QueryField.IsSearchedByBareTerms"/>.</param>
/// <param name="Value">What one of the field's values has to satisfy.</param>
/// <remarks>Unlike other nodes it is no source, and does not print itself as one.</remarks>
internal sealed record FieldCondition(QueryField? Field, ValueCondition Value) : QueryNode;
