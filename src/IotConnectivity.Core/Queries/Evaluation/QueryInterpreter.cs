using System.Diagnostics;
using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Evaluation;

/// <summary>Evaluates a bound query the plain way: what every faster way must agree with.</summary>
internal static class QueryInterpreter
{
    /// <summary>Says whether a document matches.</summary>
    /// <param name="root">A bound tree, whose leaves are <see cref="AllNode"/> and <see cref="FieldCondition"/>.</param>
    /// <param name="document">The document.</param>
    internal static bool Matches(QueryNode root, IQueryDocument document) => root switch
    {
        AllNode => true,
        NotNode not => !Matches(not.Child, document),
        AndNode and => Array.TrueForAll(and.Children, child => Matches(child, document)),
        OrNode or => Array.Exists(or.Children, child => Matches(child, document)),
        FieldCondition leaf => document.Values(leaf.Field).Any(value => leaf.Value.Matches(value.Text, value.Number)),
        _ => throw new UnreachableException($"{root.GetType().Name} is no part of a bound query"),
    };
}
