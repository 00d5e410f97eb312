namespace IotConnectivity.Registry;

/// <summary>Checks the texts that things, types and groups have in common.</summary>
internal static class RegistryNames
{
    internal static RegistryError? Check(string name, string kind) =>
        ThingName.IsValid(name)
            ? null
            : new RegistryError(RegistryErrorCode.InvalidRequest, $"the {kind} name `{Shorten(name)}` is not allowed, expected 1 to 128 letters, digits, `:`, `_` or `-`");

    internal static RegistryError? CheckDescription(string? description) =>
        RegistryLimits.IsDescription(description)
            ? null
            : new RegistryError(
                RegistryErrorCode.InvalidRequest,
                $"the description is not allowed, expected at most {RegistryLimits.MaxDescriptionLength} characters, none of them a line break or another control character");

    /// <summary>An empty description is none.</summary>
    internal static string? Normalize(string? description) => string.IsNullOrEmpty(description) ? null : description;

    /// <summary>Cuts a text that a message is to repeat.</summary>
    internal static string Shorten(string text) => text.Length <= ThingName.MaxLength ? text : string.Concat(text.AsSpan(0, ThingName.MaxLength), "…");
}
