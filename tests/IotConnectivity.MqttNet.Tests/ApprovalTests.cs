using IotConnectivity.TestKit.Conventions;

namespace IotConnectivity.MqttNet;

/// <summary>What users see of this package is what somebody has reviewed.</summary>
public class ApprovalTests
{
    [Fact]
    public void PublicSurface_OfThePackage_IsApproved() =>
        Approval.PublicSurfaceIsApproved(typeof(Server.MqttNetServerOptions).Assembly, typeof(ApprovalTests).Assembly);
}
