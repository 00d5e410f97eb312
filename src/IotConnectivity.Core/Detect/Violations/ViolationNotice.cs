using IotConnectivity.Detect.Profiles;
using IotConnectivity.Registry;
using IotConnectivity.Storage;

namespace IotConnectivity.Detect.Violations;

/// <summary>What the detector tells when a violation begins or ends.</summary>
/// <param name="Event">What has happened.</param>
/// <param name="Profile">The security profile; as it last was, if it was deleted.</param>
/// <param name="Thing">The thing; it may be deleted.</param>
internal readonly record struct ViolationNotice(ViolationEvent Event, SecurityProfile Profile, RegisteredThing Thing);

/// <summary>A room that does something about violations: alerts, mitigation.</summary>
internal interface IViolationFollower
{
    /// <summary>A violation has begun or ended. On the detector's thread, in the order of the events of each thing; must not block.</summary>
    /// <param name="notice">What has happened.</param>
    /// <param name="records">What is written together with the violation: what is added here is durable with it or not at all.</param>
    void OnViolation(in ViolationNotice notice, RecordChanges records);
}
