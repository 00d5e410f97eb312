namespace IotConnectivity.Policies.Ast;

/// <summary>Actions by name: <c>*</c>, or a service and a name that may contain wildcards. Case never matters.</summary>
/// <param name="Source">The text in the document.</param>
/// <param name="Service">The service in lower case, or <c>*</c> for all of them.</param>
/// <param name="Name">The name in lower case.</param>
internal sealed record ActionPattern(string Source, string Service, TextTemplate Name)
{
    internal const string AnyService = "*";

    /// <inheritdoc/>
    public override string ToString() => JsonText.Quote(Source);
}
