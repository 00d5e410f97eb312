using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IotConnectivity.TestKit.Conventions;

public class AssemblyRulesTests
{
    [Fact]
    public void EventIdFaults_SharedAndMissingIds_AreNamed() =>
        Assert.Equal(
            [
                "IotConnectivity.TestKit.Conventions.FirstLog.Nameless has no event id",
                "event id 1 is shared by IotConnectivity.TestKit.Conventions.FirstLog.Started, IotConnectivity.TestKit.Conventions.SecondLog.Stopped",
            ],
            AssemblyRules.EventIdFaults([typeof(FirstLog), typeof(SecondLog)]));

    [Fact]
    public void EventIdFaults_UniqueIds_AreFine() => Assert.Empty(AssemblyRules.EventIdFaults([typeof(SecondLog)]));

    [Fact]
    public void EventIdConstantFaults_SharedValue_IsNamed() =>
        Assert.Equal(["event id 1 is shared by Started, Stopped"], AssemblyRules.EventIdConstantFaults(typeof(Ids)));

    [Fact]
    public void OptionsFaults_ValidatorIsMissingOrForAnother_AreNamed() =>
        Assert.Equal(
            [
                "IotConnectivity.TestKit.Conventions.BareOptions has no BareOptionsValidator that implements IValidateOptions<BareOptions>",
                "IotConnectivity.TestKit.Conventions.WrongOptions has no WrongOptionsValidator that implements IValidateOptions<WrongOptions>",
            ],
            AssemblyRules.OptionsFaults(
            [
                typeof(BareOptions), typeof(WrongOptions), typeof(WrongOptionsValidator), typeof(GoodOptions), typeof(GoodOptionsValidator), typeof(HiddenOptions),
            ]));

    [Fact]
    public void DocumentationFaults_EmptySummary_IsNamed() =>
        Assert.Equal(
            ["M:Bad has an empty summary", "M:Missing has an empty summary"],
            AssemblyRules.DocumentationFaults(XDocument.Parse(
                """
                <doc><members>
                  <member name="M:Good"><summary>Means something.</summary></member>
                  <member name="M:Reference"><summary><see cref="M:Good"/></summary></member>
                  <member name="M:Inherited"><inheritdoc/></member>
                  <member name="M:Bad"><summary> </summary></member>
                  <member name="M:Missing"><param name="x">Only this.</param></member>
                </members></doc>
                """)));

    [Fact]
    public void DocumentationFaults_NoMembers_IsAFault() =>
        Assert.Equal(["the documentation file has no members"], AssemblyRules.DocumentationFaults(XDocument.Parse("<doc><members/></doc>")));
}

internal static partial class FirstLog
{
    [LoggerMessage(1, LogLevel.Debug, "Started")]
    public static partial void Started(ILogger logger);

    [LoggerMessage(LogLevel.Debug, "Nameless")]
    public static partial void Nameless(ILogger logger);
}

internal static partial class SecondLog
{
    [LoggerMessage(1, LogLevel.Debug, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(2, LogLevel.Debug, "Paused")]
    public static partial void Paused(ILogger logger);
}

internal static class Ids
{
    public const int Started = 1;
    public const int Stopped = 1;
    public const int Paused = 2;
    public const string Name = "1";
}

public sealed class BareOptions;

public sealed class WrongOptions;

public sealed class GoodOptions;

internal sealed class HiddenOptions;

internal sealed class WrongOptionsValidator : IValidateOptions<GoodOptions>
{
    public ValidateOptionsResult Validate(string? name, GoodOptions options) => ValidateOptionsResult.Success;
}

internal sealed class GoodOptionsValidator : IValidateOptions<GoodOptions>
{
    public ValidateOptionsResult Validate(string? name, GoodOptions options) => ValidateOptionsResult.Success;
}
