using System.Security.Cryptography;
using System.Text.Json;
using IotConnectivity.Access;

namespace IotConnectivity.Fleet;

/// <summary>A thing got into a thing group or out of it.</summary>
/// <param name="ThingName">The thing.</param>
/// <param name="ThingId">Its id.</param>
/// <param name="GroupName">The group.</param>
/// <param name="GroupId">Its id.</param>
/// <param name="IsAdded">Whether it got in.</param>
/// <param name="Time">When.</param>
/// <param name="Missed">How many changes were dropped before this one because the reader was slow; usually 0.</param>
public readonly record struct MembershipChange(string ThingName, Guid ThingId, string GroupName, Guid GroupId, bool IsAdded, DateTimeOffset Time, long Missed)
{
    /// <summary>Gets the topic on which AWS IoT publishes this.</summary>
    public string Topic => $"$aws/events/thingGroupMembership/thingGroup/{GroupName}/thing/{ThingName}/{(IsAdded ? "added" : "removed")}";

    /// <summary>Gets what identifies the relation of the thing to the group; the same for getting in and out, and after a restart.</summary>
    public Guid MembershipId
    {
        get
        {
            Span<byte> ids = stackalloc byte[32];
            GroupId.TryWriteBytes(ids);
            ThingId.TryWriteBytes(ids[16..]);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(ids, hash);
            return new Guid(hash[..16]);
        }
    }

    /// <summary>Writes the payload that AWS IoT publishes.</summary>
    /// <param name="arns">Makes the ARNs.</param>
    /// <returns>A THING_GROUP_MEMBERSHIP_EVENT in JSON, UTF-8.</returns>
    /// <remarks>Source: AWS IoT Developer Guide, "Registry events".</remarks>
    public byte[] ToJson(ResourceArns arns)
    {
        ArgumentNullException.ThrowIfNull(arns);
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("eventType", "THING_GROUP_MEMBERSHIP_EVENT");
            json.WriteString("eventId", Guid.NewGuid());
            json.WriteNumber("timestamp", Time.ToUnixTimeMilliseconds());
            json.WriteString("operation", IsAdded ? "ADDED" : "REMOVED");
            json.WriteString("accountId", arns.AccountId);
            json.WriteString("groupArn", arns.OfThingGroup(GroupName));
            json.WriteString("groupId", GroupId);
            json.WriteString("thingArn", arns.OfThing(ThingName));
            json.WriteString("thingId", ThingId);
            json.WriteString("membershipId", MembershipId);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
