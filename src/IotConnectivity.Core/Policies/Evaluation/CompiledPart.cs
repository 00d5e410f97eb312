using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>A piece of a template whose text may depend on the request.</summary>
/// <param name="Wildcard">The token of a wildcard, or 0.</param>
/// <param name="Literal">The characters, or the default of a variable.</param>
/// <param name="Variable">The key of a variable.</param>
internal readonly record struct CompiledPart(int Wildcard, string? Literal, ContextKey? Variable)
{
    internal bool IsWildcard => Wildcard != 0;

    internal static CompiledPart Of(TemplatePart part) => part switch
    {
        LiteralPart literal => new CompiledPart(0, literal.Text, null),
        VariablePart variable => new CompiledPart(0, variable.Default, ContextKey.Of(variable.Key)),
        AnyOnePart => new CompiledPart(Glob.AnyOne, null, null),
        _ => new CompiledPart(Glob.AnyRun, null, null),
    };

    /// <summary>Gets the characters; false for a variable without value and default.</summary>
    internal bool TryRead(ref EvaluationScope scope, out ReadOnlySpan<char> characters)
    {
        if (Variable is { } key) return scope.TryResolve(key, Literal, out characters);
        characters = Literal;
        return true;
    }
}
