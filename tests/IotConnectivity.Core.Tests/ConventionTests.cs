using IotConnectivity.TestKit.Conventions;

namespace IotConnectivity;

/// <summary>The rules of <see cref="AssemblyRules"/>, kept by the core.</summary>
public class ConventionTests
{
    private static readonly Type[] Types = typeof(ThingName).Assembly.GetTypes();

    [Fact]
    public void LogMessages_OfTheCore_HaveUniqueEventIds() => Assert.Empty(AssemblyRules.EventIdFaults(Types));

    [Fact]
    public void EventIds_OfTheCore_AreUnique() =>
        Assert.Empty(Types.Where(type => type.FullName == "IotConnectivity.Diagnostics.EventIds").SelectMany(AssemblyRules.EventIdConstantFaults));

    [Fact]
    public void Options_OfTheCore_HaveValidators() => Assert.Empty(AssemblyRules.OptionsFaults(Types));

    [Fact]
    public void Documentation_OfTheCore_HasNoEmptySummary() =>
        Assert.Empty(AssemblyRules.DocumentationFaults(AssemblyRules.DocumentationOf(typeof(ThingName).Assembly)));
}
