namespace IotConnectivity.Policies.Ast;

/// <summary>A text that may contain wildcards and variables.</summary>
internal sealed record TextTemplate(TemplatePart[] Parts)
{
    internal bool HasVariables => Array.Exists(Parts, static part => part is VariablePart);

    /// <summary>Gets the characters that every match begins with.</summary>
    internal string LiteralPrefix => string.Concat(Parts.TakeWhile(static part => part is LiteralPart));

    /// <summary>Gets the characters that every match ends with.</summary>
    internal string LiteralSuffix => Parts is [.., LiteralPart suffix] ? suffix.Text : string.Empty;

    /// <summary>Gets a value indicating whether the text is nothing but characters.</summary>
    internal bool IsLiteral => Array.TrueForAll(Parts, static part => part is LiteralPart);

    /// <summary>Gets a value indicating whether the text is characters and one final <c>*</c>.</summary>
    internal bool IsLiteralThenAnyRun =>
        Parts.Length > 0 && Parts[^1] is AnyRunPart && Array.TrueForAll(Parts[..^1], static part => part is LiteralPart);

    /// <inheritdoc/>
    public override string ToString() => string.Concat(Parts.AsEnumerable());
}

/// <summary>A piece of a <see cref="TextTemplate"/>.</summary>
internal abstract record TemplatePart;

/// <summary>Characters that stand for themselves.</summary>
internal sealed record LiteralPart(string Text) : TemplatePart
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary><c>*</c>: any characters, or none.</summary>
internal sealed record AnyRunPart : TemplatePart
{
    /// <inheritdoc/>
    public override string ToString() => "*";
}

/// <summary><c>?</c>: any one character.</summary>
internal sealed record AnyOnePart : TemplatePart
{
    /// <inheritdoc/>
    public override string ToString() => "?";
}

/// <summary><c>${key}</c> or <c>${key, 'default'}</c>: the value of a key, taken literally.</summary>
internal sealed record VariablePart(string Key, string? Default) : TemplatePart
{
    /// <inheritdoc/>
    public override string ToString() => Default is null ? $"${{{Key}}}" : $"${{{Key}, '{Default}'}}";
}
