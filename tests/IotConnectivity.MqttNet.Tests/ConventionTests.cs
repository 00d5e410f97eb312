using IotConnectivity.TestKit.Conventions;

namespace IotConnectivity.MqttNet;

/// <summary>The rules of <see cref="AssemblyRules"/>, kept by this package.</summary>
public class ConventionTests
{
    private static readonly Type[] Types = typeof(Server.MqttNetServerOptions).Assembly.GetTypes();

    [Fact]
    public void LogMessages_OfThePackage_HaveUniqueEventIds() => Assert.Empty(AssemblyRules.EventIdFaults(Types));

    [Fact]
    public void Options_OfThePackage_HaveValidators() => Assert.Empty(AssemblyRules.OptionsFaults(Types));

    [Fact]
    public void Documentation_OfThePackage_HasNoEmptySummary() =>
        Assert.Empty(AssemblyRules.DocumentationFaults(AssemblyRules.DocumentationOf(typeof(Server.MqttNetServerOptions).Assembly)));
}
