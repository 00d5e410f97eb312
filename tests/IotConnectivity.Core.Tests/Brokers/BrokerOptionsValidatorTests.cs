namespace IotConnectivity.Brokers;

public class BrokerOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_Succeeds() => Assert.True(Validate(new BrokerOptions()).Succeeded);

    [Fact]
    public void Validate_TheLimits_Succeeds()
    {
        Assert.True(Validate(new BrokerOptions { ReconnectGrace = TimeSpan.FromSeconds(1), MaxReconnectGrace = TimeSpan.FromSeconds(1), ListSlack = TimeSpan.Zero }).Succeeded);
        Assert.True(Validate(new BrokerOptions { ReconnectGrace = TimeSpan.FromDays(1), MaxReconnectGrace = TimeSpan.FromDays(1), ListSlack = TimeSpan.FromHours(1) }).Succeeded);
    }

    [Fact]
    public void Validate_PastTheLimits_TellsAllFaults() =>
        Assert.Equal(
            [
                "ReconnectGrace is `00:00:00.5000000`, expected 00:00:01 to 1.00:00:00",
                "MaxReconnectGrace is `00:00:00.4000000`, expected ReconnectGrace to 1.00:00:00",
                "ListSlack is `01:00:01`, expected 00:00:00 to 01:00:00",
            ],
            Validate(new BrokerOptions
            {
                ReconnectGrace = TimeSpan.FromSeconds(0.5),
                MaxReconnectGrace = TimeSpan.FromSeconds(0.4),
                ListSlack = TimeSpan.FromSeconds(3601),
            }).Failures);

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(BrokerOptions options) => new BrokerOptionsValidator().Validate(null, options);
}
