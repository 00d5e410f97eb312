using IotConnectivity.TestKit.Conventions;

namespace IotConnectivity;

/// <summary>What users see of the core is what somebody has reviewed.</summary>
public class ApprovalTests
{
    [Fact]
    public void PublicSurface_OfTheCore_IsApproved() =>
        Approval.PublicSurfaceIsApproved(typeof(ThingName).Assembly, typeof(ApprovalTests).Assembly);
}
