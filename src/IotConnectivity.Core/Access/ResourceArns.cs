using System.Diagnostics.CodeAnalysis;

namespace IotConnectivity.Access;

/// <summary>Makes ARNs of the resources of one account and region.</summary>
/// <remarks>Immutable; any thread. Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS IoT".</remarks>
public sealed class ResourceArns
{
    private readonly string _prefix;

    /// <summary>Sets the account and region.</summary>
    /// <param name="region">For example <c>eu-west-1</c>.</param>
    /// <param name="accountId">For example <c>123456789012</c>.</param>
    /// <param name="partition">The default is <c>aws</c>.</param>
    /// <exception cref="ArgumentException">One of them is empty or has a colon.</exception>
    public ResourceArns(string region, string accountId, string partition = "aws")
    {
        Check(region, nameof(region));
        Check(accountId, nameof(accountId));
        Check(partition, nameof(partition));
        AccountId = accountId;
        _prefix = $"arn:{partition}:iot:{region}:{accountId}:";
    }

    /// <summary>Gets the account.</summary>
    public string AccountId { get; }

    /// <summary>The ARN of a thing.</summary>
    /// <param name="thingName">The thing's name.</param>
    /// <returns>For example <c>arn:aws:iot:eu-west-1:123456789012:thing/pump-17</c>.</returns>
    public string OfThing(string thingName) => string.Concat(_prefix, "thing/", thingName);

    /// <summary>The ARN of a thing type.</summary>
    /// <param name="typeName">The type's name.</param>
    /// <returns>For example <c>arn:aws:iot:eu-west-1:123456789012:thingtype/pump</c>.</returns>
    public string OfThingType(string typeName) => string.Concat(_prefix, "thingtype/", typeName);

    /// <summary>The ARN of a thing group, static or dynamic.</summary>
    /// <param name="groupName">The group's name.</param>
    /// <returns>For example <c>arn:aws:iot:eu-west-1:123456789012:thinggroup/north</c>.</returns>
    public string OfThingGroup(string groupName) => string.Concat(_prefix, "thinggroup/", groupName);

    /// <summary>The ARN of a security profile.</summary>
    /// <param name="profileName">The profile's name.</param>
    /// <returns>For example <c>arn:aws:iot:eu-west-1:123456789012:securityprofile/OfflineWatch</c>.</returns>
    public string OfSecurityProfile(string profileName) => string.Concat(_prefix, "securityprofile/", profileName);

    /// <summary>The ARN of a mitigation action.</summary>
    /// <param name="actionName">The action's name.</param>
    /// <returns>For example <c>arn:aws:iot:eu-west-1:123456789012:mitigationaction/quarantine</c>.</returns>
    public string OfMitigationAction(string actionName) => string.Concat(_prefix, "mitigationaction/", actionName);

    /// <summary>The ARN of all things of a kind, as a target of security profiles.</summary>
    /// <param name="which"><c>registered-things</c> or <c>things</c>.</param>
    /// <returns>For example <c>arn:aws:iot:eu-west-1:123456789012:all/registered-things</c>.</returns>
    public string OfAll(string which) => string.Concat(_prefix, "all/", which);

    /// <summary>Finds the name in an ARN.</summary>
    /// <param name="arn">Any text.</param>
    /// <param name="type">The kind of resource with a slash, for example <c>thing/</c>.</param>
    /// <param name="name">The name; any text, also an empty one.</param>
    /// <returns>Whether it is an ARN of such a resource of this account and region.</returns>
    public bool TryGetName(string arn, string type, [NotNullWhen(true)] out string? name)
    {
        ArgumentNullException.ThrowIfNull(arn);
        ArgumentNullException.ThrowIfNull(type);
        var isOurs = arn.StartsWith(_prefix, StringComparison.Ordinal) && arn.AsSpan(_prefix.Length).StartsWith(type, StringComparison.Ordinal);
        name = isOurs ? arn[(_prefix.Length + type.Length)..] : null;
        return isOurs;
    }

    /// <summary>Writes the ARN of a resource without allocating.</summary>
    /// <param name="type">The kind of resource with a slash, for example <c>thing/</c>.</param>
    /// <param name="name">Its name.</param>
    /// <param name="destination">Where to; <see cref="LengthOf"/> characters.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public ReadOnlySpan<char> Write(ReadOnlySpan<char> type, ReadOnlySpan<char> name, Span<char> destination)
    {
        _prefix.CopyTo(destination);
        type.CopyTo(destination[_prefix.Length..]);
        name.CopyTo(destination[(_prefix.Length + type.Length)..]);
        return destination[..LengthOf(type, name)];
    }

    /// <summary>Gets the length of an ARN.</summary>
    /// <param name="type">The kind of resource with a slash, for example <c>thing/</c>.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The number of characters.</returns>
    public int LengthOf(ReadOnlySpan<char> type, ReadOnlySpan<char> name) => _prefix.Length + type.Length + name.Length;

    private static void Check(string part, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(part, name);
        if (part.Contains(':')) throw new ArgumentException($"`{part}` has a colon, which separates the parts of an ARN", name);
    }
}
