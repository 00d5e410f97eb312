namespace IotConnectivity.Policies.Ast;

/// <summary>Resources by name, compared segment by segment.</summary>
/// <param name="Source">The text in the document.</param>
/// <param name="Segments">
/// Six segments; none for <c>*</c>; or, in conditions only, a single one that is a lone variable and stands for a whole ARN.
/// </param>
internal sealed record ArnPattern(string Source, TextTemplate[] Segments)
{
    internal const int SegmentCount = 6;

    internal bool IsAny => Segments.Length == 0;

    /// <inheritdoc/>
    public override string ToString() => JsonText.Quote(Source);
}
