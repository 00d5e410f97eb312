using System.Text;

namespace IotConnectivity.AspNetCore.Errors;

/// <summary>Collects what is wrong with the members of a request and tells all of it in AWS's words.</summary>
/// <remarks>The wording is what was seen of AWS IoT; it is not documented.</remarks>
internal sealed class ConstraintViolations
{
    private const int MaxQuotedLength = 128;

    /// <summary>Nobody reads more, and a request can have a hundred thousand.</summary>
    private const int MaxTold = 20;

    private readonly List<string> _violations = [];

    public void Required(string member) => Add(null, member, "Member must not be null");

    public void NotOneOf(string? value, string member, params ReadOnlySpan<string> allowed) =>
        Add(value, member, $"Member must satisfy enum value set: [{string.Join(", ", allowed)}]");

    public void Add(string? value, string member, string constraint)
    {
        if (_violations.Count == MaxTold) return;
        var shown = value is null ? "null" : $"'{Shorten(value)}'";
        _violations.Add($"Value {shown} at '{Shorten(member)}' failed to satisfy constraint: {constraint}");
    }

    /// <summary>Cuts a text of the caller to a length that an answer may repeat.</summary>
    public static string Shorten(string text) => text.Length <= MaxQuotedLength ? text : string.Concat(text.AsSpan(0, MaxQuotedLength), "…");

    /// <summary>Checks the name of a thing, a thing type or a thing group.</summary>
    public void CheckName(string name, string member)
    {
        if (ThingName.IsValid(name)) return;
        if (name.Length == 0) Add(name, member, "Member must have length greater than or equal to 1");
        else if (name.Length > ThingName.MaxLength) Add(name, member, $"Member must have length less than or equal to {ThingName.MaxLength}");
        else Add(name, member, "Member must satisfy regular expression pattern: [a-zA-Z0-9:_-]+");
    }

    /// <summary>Gets the error that tells all violations, or <see langword="null"/> when there is none.</summary>
    public AwsError? ToError()
    {
        if (_violations.Count == 0) return null;
        var text = new StringBuilder();
        text.Append(_violations.Count).Append(_violations.Count == 1 ? " validation error detected: " : " validation errors detected: ");
        return new AwsError(AwsErrorCode.InvalidRequest, text.AppendJoin("; ", _violations).ToString());
    }
}
