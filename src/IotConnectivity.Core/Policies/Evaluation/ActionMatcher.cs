using IotConnectivity.Policies.Ast;

namespace IotConnectivity.Policies.Evaluation;

/// <summary>A compiled <see cref="ActionElement"/>.</summary>
internal sealed class ActionMatcher(ActionElement element)
{
    private readonly (string Service, TextPattern Name)[] _patterns =
        [.. element.Patterns.Select(static pattern => (pattern.Service, TextPattern.Compile(pattern.Name)))];

    internal bool IsMatch(scoped ActionText action, ref EvaluationScope scope)
    {
        foreach (var (service, name) in _patterns)
        {
            if (service != ActionPattern.AnyService && !action.Service.SequenceEqual(service)) continue;
            if (name.IsMatch(action.Name, ref scope) == Outcome.Yes) return !element.IsNegated;
        }

        return element.IsNegated;
    }
}
