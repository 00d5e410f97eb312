using System.Diagnostics.CodeAnalysis;
using System.Text;
using IotConnectivity.Policies.Ast;
using IotConnectivity.Policies.Parsing;

namespace IotConnectivity.Policies;

/// <summary>An identity policy in the IAM JSON policy language. Immutable; any thread may use it.</summary>
/// <remarks>
/// The language is described in this room's README. Whatever AWS refuses is refused, with a path and an offset, and also what AWS loads although
/// it can never mean anything: a policy that is loaded does what it says.
/// </remarks>
public sealed class PolicyDocument
{
    internal PolicyDocument(string? id, PolicyVersion version, Statement[] statements)
    {
        Id = id;
        Version = version;
        Statements = statements;
    }

    /// <summary>Gets the document's <c>Id</c>, which takes no part in decisions.</summary>
    public string? Id { get; }

    internal PolicyVersion Version { get; }

    internal Statement[] Statements { get; }

    /// <summary>Reads a document from JSON in UTF-8. The cost is linear in the length of the text.</summary>
    /// <param name="utf8Json">The text, without a byte order mark.</param>
    /// <param name="document">The document.</param>
    /// <param name="error">The first fault that was found.</param>
    /// <returns>Whether the text is a valid policy document.</returns>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out PolicyDocument? document, [NotNullWhen(false)] out PolicyError? error) =>
        PolicyParser.TryParse(utf8Json, out document, out error);

    /// <summary>Reads a document from JSON. The cost is linear in the length of the text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="document">The document.</param>
    /// <param name="error">The first fault that was found; its offset counts bytes of UTF-8.</param>
    /// <returns>Whether the text is a valid policy document.</returns>
    public static bool TryParse(
        string json, [NotNullWhen(true)] out PolicyDocument? document, [NotNullWhen(false)] out PolicyError? error)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length <= PolicyLimits.MaxDocumentCharacters)
            return PolicyParser.TryParse(Encoding.UTF8.GetBytes(json), out document, out error);
        document = null;
        error = PolicyParser.TooLong(json.Length);
        return false;
    }

    /// <summary>Reads a document from JSON in UTF-8, or throws.</summary>
    /// <param name="utf8Json">The text, without a byte order mark.</param>
    /// <returns>The document.</returns>
    /// <exception cref="PolicyException">The text is not a valid policy document.</exception>
    public static PolicyDocument Parse(ReadOnlySpan<byte> utf8Json) =>
        TryParse(utf8Json, out var document, out var error) ? document : throw new PolicyException(error);

    /// <summary>Reads a document from JSON, or throws.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The document.</returns>
    /// <exception cref="PolicyException">The text is not a valid policy document.</exception>
    public static PolicyDocument Parse(string json) =>
        TryParse(json, out var document, out var error) ? document : throw new PolicyException(error);

    /// <summary>Prints the document as JSON without white space; reading that text gives an equal document.</summary>
    /// <returns>The JSON text.</returns>
    public override string ToString()
    {
        var id = Id is null ? string.Empty : $"\"Id\":{JsonText.Quote(Id)},";
        return $$"""{"Version":"{{Version.ToText()}}",{{id}}"Statement":[{{string.Join(',', Statements.AsEnumerable())}}]}""";
    }
}
