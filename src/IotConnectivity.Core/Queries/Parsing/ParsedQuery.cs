using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Parsing;

/// <summary>A syntax tree and where its leaves stand.</summary>
/// <param name="Root">The tree.</param>
/// <param name="Positions">The place of each <see cref="QueryLeaf"/>, from left to right.</param>
internal sealed record ParsedQuery(QueryNode Root, LeafPosition[] Positions);

/// <summary>Where a leaf stands in the text.</summary>
/// <param name="Field">Where its field begins; that of a group's values stands before the group.</param>
/// <param name="Value">Where its value begins.</param>
internal readonly record struct LeafPosition(int Field, int Value);
