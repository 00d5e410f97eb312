using IotConnectivity.TestKit.Conventions;

namespace IotConnectivity.RabbitMq;

/// <summary>What users see of this package is what somebody has reviewed.</summary>
public class ApprovalTests
{
    [Fact]
    public void PublicSurface_OfThePackage_IsApproved() =>
        Approval.PublicSurfaceIsApproved(typeof(RabbitMqSourceOptions).Assembly, typeof(ApprovalTests).Assembly);
}
