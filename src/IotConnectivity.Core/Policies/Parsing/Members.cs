using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Policies.Parsing;

/// <summary>The checks that objects and lists of every kind share.</summary>
internal static class Members
{
    internal static bool CheckNames(JsonValue owner, string[] known, Refusal refusal)
    {
        foreach (var (name, value) in owner.Members)
        {
            if (Array.IndexOf(known, name) >= 0) continue;
            var expected = NearestName.Suggest(name, known, $"expected one of {string.Join(", ", known.Select(static n => $"`{n}`"))}");
            return refusal.Because(
                PolicyErrorCode.UnknownMember, value.Path, value.Offset, $"unknown member {PolicyError.Quote(name)} at `{owner.Path}`, {expected}");
        }

        return true;
    }

    internal static bool TryReadOptionalText(JsonValue? value, Refusal refusal, out string? text)
    {
        text = value?.Text;
        return value is null || value.Kind == JsonKind.Text || refusal.BecauseOfType(value, "a text");
    }

    /// <summary>Takes a list, or a lone value for a list of one: brackets are optional everywhere in the grammar.</summary>
    internal static bool TryReadList(JsonValue value, string element, Refusal refusal, [NotNullWhen(true)] out List<JsonValue>? items)
    {
        items = value.Kind == JsonKind.List ? value.Items : [value];
        if (items.Count == 0)
            return refusal.Because(PolicyErrorCode.MissingMember, value, "the list is empty", $"expected at least one {element}");
        return items.Count <= PolicyLimits.MaxListLength || refusal.Because(
            PolicyErrorCode.TooLarge, value, $"a list of {items.Count} elements", $"expected at most {PolicyLimits.MaxListLength}");
    }
}
