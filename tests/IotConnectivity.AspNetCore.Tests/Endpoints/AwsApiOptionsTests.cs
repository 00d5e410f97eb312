using IotConnectivity.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IotConnectivity.AspNetCore.Endpoints;

public class AwsApiOptionsTests
{
    [Fact]
    public async Task Start_SeveralFaults_TellsAllOfThem()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => ApiHost.StartAsync(new ApiHostSetup
        {
            Options = options => (options.Partition, options.Region, options.AccountId, options.RequestsPerSecond) = (null!, string.Empty, "1:2", 0),
        }));

        Assert.Equal(
            [
                "Partition is ``, expected a part of an ARN, without colons",
                "Region is ``, expected a part of an ARN, without colons",
                "AccountId is `1:2`, expected a part of an ARN, without colons",
                "RequestsPerSecond is `0`, expected 1 to 1000000",
            ],
            exception.Failures);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void Validate_RequestsPerSecond_HasARange(int? rate, bool isGood)
    {
        var result = new AwsApiOptionsValidator().Validate(null, new AwsApiOptions { RequestsPerSecond = rate });

        Assert.Equal(isGood, result.Succeeded);
    }

    [Fact]
    public async Task Options_OfAnotherAccount_AreInEveryArn()
    {
        await using var host = await ApiHost.StartAsync(new ApiHostSetup
        {
            Options = options => (options.Partition, options.Region, options.AccountId) = ("aws-cn", "cn-north-1", "111122223333"),
        });

        (await host.SendAsync("POST", "/things/a")).AssertOk("""{"thingName":"a","thingArn":"arn:aws-cn:iot:cn-north-1:111122223333:thing/a","thingId":"‹uuid›"}""");
        (await host.SendAsCallerAsync("GET", "/things/a")).AssertNotAllowed("iot:DescribeThing", "arn:aws-cn:iot:cn-north-1:111122223333:thing/a");
    }

    [Fact]
    public void AddAwsApi_Twice_AppliesBothConfigurationsToOneInterface()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddThingConnectivity().AddAwsApi(options => options.Region = "eu-west-1").AddAwsApi(options => options.AccountId = "111122223333").AddAwsApi();
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<AwsApiOptions>>().Value;

        Assert.Equal(("eu-west-1", "111122223333"), (options.Region, options.AccountId));
        Assert.Single(provider.GetServices<Access.ApiGate>());
        Assert.Single(provider.GetServices<IValidateOptions<AwsApiOptions>>());
    }
}
