using System.Diagnostics.CodeAnalysis;
using IotConnectivity.Queries.Ast;
using IotConnectivity.Queries.Parsing;

namespace IotConnectivity.Queries;

/// <summary>A query in AWS IoT's fleet indexing language, version <c>2017-09-30</c>. Immutable; any thread may use it.</summary>
/// <remarks>
/// <para>
/// The language is described in this room's README. Sources: AWS IoT Developer Guide, Query syntax, Example thing queries and Example thing group
/// queries.
/// </para>
/// <para>
/// A query that was read has valid syntax and not too many terms. Which fields there are and what values they can have depends on the index; that is
/// checked when the query is put to one.
/// </para>
/// </remarks>
public sealed class FleetQuery
{
    private readonly LeafPosition[] _positions;

    private FleetQuery(string text, ParsedQuery parsed)
    {
        Text = text;
        Root = parsed.Root;
        _positions = parsed.Positions;
    }

    /// <summary>Gets the query as it was written.</summary>
    public string Text { get; }

    /// <summary>Gets the syntax tree; see <see cref="QueryNode"/> for what its shape promises.</summary>
    internal QueryNode Root { get; }

    /// <summary>Gets where each <see cref="QueryLeaf"/> of the tree stands in the text, from left to right.</summary>
    internal ReadOnlySpan<LeafPosition> Positions => _positions;

    /// <summary>Reads a query. The cost is linear in the length of the text, which is at most <see cref="QueryLimits.MaxLength"/>.</summary>
    /// <param name="text">The text, for example <c>connectivity.connected:false AND thingName:pump*</c>.</param>
    /// <param name="query">The query.</param>
    /// <param name="error">The first fault: length, then syntax of the whole text, then the number of terms.</param>
    /// <returns>Whether the text is a query.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out FleetQuery? query, [NotNullWhen(false)] out QueryError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        query = null;
        var length = LengthOf(text);
        if (length > QueryLimits.MaxLength)
        {
            error = QueryError.Invalid(text, QueryReasons.TooLong(length), 0);
            return false;
        }

        if (!QueryParser.TryParse(text, out var parsed, out error)) return false;
        query = new FleetQuery(text, parsed);
        return true;
    }

    /// <summary>Reads a query, or throws.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The query.</returns>
    /// <exception cref="QueryException">The text is not a query.</exception>
    public static FleetQuery Parse(string text) =>
        TryParse(text, out var query, out var error) ? query : throw new QueryException(error);

    /// <summary>Prints what was understood, with every operator written out; reading that gives an equal query.</summary>
    /// <returns>The query, for example <c>(a OR b) AND c</c> for <c>a || b c</c>. It can be longer than <see cref="QueryLimits.MaxLength"/>.</returns>
    public override string ToString() => Root.ToString();

    /// <summary>Counts code points, which is how AWS IoT measures a query.</summary>
    internal static int LengthOf(string text)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes()) length++;
        return length;
    }
}
