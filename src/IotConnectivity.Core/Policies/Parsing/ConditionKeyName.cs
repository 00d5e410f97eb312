using System.Buffers;

namespace IotConnectivity.Policies.Parsing;

/// <summary>The rule for the names of condition keys: a vendor, a colon, a name.</summary>
internal static class ConditionKeyName
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("${}'*?\t\r\n");

    /// <summary>Says whether a text is a key name. Only a tag part, which follows a slash, may contain further colons.</summary>
    internal static bool IsValid(ReadOnlySpan<char> key)
    {
        var colon = key.IndexOf(':');
        if (colon < 1 || colon == key.Length - 1 || key.ContainsAny(Forbidden)) return false;
        foreach (var c in key[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')) return false;
        }

        var name = key[(colon + 1)..];
        var slash = name.IndexOf('/');
        if (slash == 0 || slash == name.Length - 1) return false;
        return !(slash < 0 ? name : name[..slash]).ContainsAny(": ");
    }
}
