using System.Buffers;
using System.Text;

namespace IotConnectivity.Registry;

/// <summary>The limits of the thing registry; AWS's, from "AWS IoT Device Management quotas" and the API Reference.</summary>
public static class RegistryLimits
{
    /// <summary>The longest attribute name, in characters.</summary>
    public const int MaxAttributeNameLength = 128;

    /// <summary>The longest attribute value, in characters.</summary>
    public const int MaxAttributeValueLength = 800;

    /// <summary>The most attributes of a thing without a thing type.</summary>
    public const int MaxAttributesWithoutType = 3;

    /// <summary>The most attributes of a thing with a thing type.</summary>
    public const int MaxAttributesWithType = 50;

    /// <summary>The most attributes of a thing group.</summary>
    public const int MaxAttributesOfGroup = 50;

    /// <summary>The most levels of thing groups, the one without a parent included.</summary>
    public const int MaxGroupDepth = 7;

    /// <summary>The most thing groups directly below one.</summary>
    public const int MaxChildGroups = 100;

    /// <summary>The most thing groups, static and dynamic together, that a thing is in.</summary>
    public const int MaxGroupsOfThing = 10;

    /// <summary>The most things, types or groups on one page of a list.</summary>
    public const int MaxPageSize = 250;

    /// <summary>The longest description of a thing type or a thing group, in characters.</summary>
    public const int MaxDescriptionLength = 2028;

    /// <summary>The most searchable attributes of a thing type.</summary>
    public const int MaxSearchableAttributes = 3;

    /// <summary>How long a thing type must have been deprecated before it can be deleted.</summary>
    /// <remarks>Five minutes. Source: AWS IoT API Reference, DeleteThingType.</remarks>
    public static readonly TimeSpan MinDeprecation = TimeSpan.FromMinutes(5);

    private const string NameCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.,@/:#-";
    private static readonly SearchValues<char> InNames = SearchValues.Create(NameCharacters);
    private static readonly SearchValues<char> InValues = SearchValues.Create(NameCharacters + "=[]");

    /// <summary>Says whether a text can describe a thing type or a thing group: at most 2028 characters that can be seen, and spaces.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>Whether it can.</returns>
    public static bool IsDescription(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxDescriptionLength) return false;
        foreach (var rune in text.EnumerateRunes())
        {
            // The replacement character also stands for half a surrogate pair.
            if (rune.Value != ' ' && (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || rune == Rune.ReplacementChar)) return false;
        }

        return true;
    }

    /// <summary>Says whether a text can be the name of an attribute: 1 to 128 characters of <c>a-z A-Z 0-9 _ . , @ / : # -</c>.</summary>
    /// <param name="name">Any text.</param>
    /// <returns>Whether it can.</returns>
    public static bool IsAttributeName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxAttributeNameLength && !name.ContainsAnyExcept(InNames);

    /// <summary>Says whether a text can be the value of an attribute: at most 800 characters of those of names and <c>= [ ]</c>.</summary>
    /// <param name="value">Any text.</param>
    /// <returns>Whether it can.</returns>
    public static bool IsAttributeValue(ReadOnlySpan<char> value) =>
        value.Length <= MaxAttributeValueLength && !value.ContainsAnyExcept(InValues);
}
