using System.Diagnostics;
using IotConnectivity.Queries.Ast;

namespace IotConnectivity.Queries.Evaluation;

/// <summary>Makes one predicate out of a bound query and the predicates of its leaves.</summary>
internal static class QueryCompiler
{
    /// <summary>Compiles a bound query.</summary>
    /// <typeparam name="TDocument">What stands for a document, for example its number in an index.</typeparam>
    /// <param name="root">A bound tree; it is simplified first, see <see cref="QuerySimplifier"/>.</param>
    /// <param name="leaf">Makes the predicate of a leaf; asked once for each that is left.</param>
    /// <returns>A predicate that asks leaves from left to right until the answer is known. It is as safe for threads as those of the leaves.</returns>
    internal static Predicate<TDocument> Compile<TDocument>(QueryNode root, Func<FieldCondition, Predicate<TDocument>> leaf) =>
        CompileSimple(QuerySimplifier.Simplify(root), leaf);

    private static Predicate<TDocument> CompileSimple<TDocument>(QueryNode node, Func<FieldCondition, Predicate<TDocument>> leaf) => node switch
    {
        AllNode => static _ => true,
        NotNode { Child: AllNode } => static _ => false,
        NotNode not => Not(CompileSimple(not.Child, leaf)),
        AndNode and => And(Array.ConvertAll(and.Children, child => CompileSimple(child, leaf))),
        OrNode or => Or(Array.ConvertAll(or.Children, child => CompileSimple(child, leaf))),
        FieldCondition condition => leaf(condition),
        _ => throw new UnreachableException($"{node.GetType().Name} is no part of a bound query"),
    };

    private static Predicate<TDocument> Not<TDocument>(Predicate<TDocument> part) => document => !part(document);

    // Two and three parts are most queries; they need no loop.
    private static Predicate<TDocument> And<TDocument>(Predicate<TDocument>[] parts) => parts switch
    {
        [var a, var b] => document => a(document) && b(document),
        [var a, var b, var c] => document => a(document) && b(document) && c(document),
        _ => document => AllHold(parts, document),
    };

    private static Predicate<TDocument> Or<TDocument>(Predicate<TDocument>[] parts) => parts switch
    {
        [var a, var b] => document => a(document) || b(document),
        [var a, var b, var c] => document => a(document) || b(document) || c(document),
        _ => document => OneHolds(parts, document),
    };

    private static bool AllHold<TDocument>(Predicate<TDocument>[] parts, TDocument document)
    {
        foreach (var part in parts)
        {
            if (!part(document)) return false;
        }

        return true;
    }

    private static bool OneHolds<TDocument>(Predicate<TDocument>[] parts, TDocument document)
    {
        foreach (var part in parts)
        {
            if (part(document)) return true;
        }

        return false;
    }
}
