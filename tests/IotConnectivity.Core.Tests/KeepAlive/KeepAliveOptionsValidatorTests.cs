namespace IotConnectivity.KeepAlive;

public class KeepAliveOptionsValidatorTests
{
    private readonly KeepAliveOptionsValidator _validator = new();

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.5)]
    [InlineData(10.0)]
    public void Validate_GraceFactorInRange_Succeeds(double factor) =>
        Assert.True(_validator.Validate(null, new KeepAliveOptions { GraceFactor = factor }).Succeeded);

    [Theory]
    [InlineData(0.99, "GraceFactor is `0.99`, expected 1.0 to 10.0")]
    [InlineData(10.01, "GraceFactor is `10.01`, expected 1.0 to 10.0")]
    [InlineData(double.NaN, "GraceFactor is `NaN`, expected 1.0 to 10.0")]
    public void Validate_GraceFactorOutOfRange_SaysWhatIsWrong(double factor, string expected)
    {
        var result = _validator.Validate(null, new KeepAliveOptions { GraceFactor = factor });

        Assert.True(result.Failed);
        Assert.Equal([expected], result.Failures);
    }

    [Fact]
    public void GraceFactor_Default_IsTheOneOfMqtt() => Assert.Equal(1.5, new KeepAliveOptions().GraceFactor);
}
