using IotConnectivity.TestKit.Conventions;

namespace IotConnectivity.RabbitMq;

/// <summary>The rules of <see cref="AssemblyRules"/>, kept by this package.</summary>
public class ConventionTests
{
    private static readonly Type[] Types = typeof(RabbitMqSourceOptions).Assembly.GetTypes();

    [Fact]
    public void LogMessages_OfThePackage_HaveUniqueEventIds() => Assert.Empty(AssemblyRules.EventIdFaults(Types));

    [Fact]
    public void Options_OfThePackage_HaveValidators() => Assert.Empty(AssemblyRules.OptionsFaults(Types));

    [Fact]
    public void Documentation_OfThePackage_HasNoEmptySummary() =>
        Assert.Empty(AssemblyRules.DocumentationFaults(AssemblyRules.DocumentationOf(typeof(RabbitMqSourceOptions).Assembly)));
}
