namespace IotConnectivity.AspNetCore.Authentication;

public class SigV4OptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_Succeeds() => Assert.Empty(Faults(_ => { }));

    [Fact]
    public void Validate_EverythingWrong_ReportsAllFaults() =>
        Assert.Equal(
            [
                "Region is `US`, expected a name of lower-case letters, digits and dashes",
                "Services is empty, expected at least one name",
                "ClockSkew is `00:00:00`, expected whole seconds from 1 second to 1 days",
                "MaxPresignedLifetime is `8.00:00:00`, expected whole seconds from 1 second to 7 days",
                "MaxBodyBytes is `-1`, expected 0 to 67108864",
                "AccessKeys has `AKIDEXAMPLE` twice, expected each id once",
                "AccessKeys and KeySource are both set, expected one of them",
            ],
            Faults(options =>
            {
                options.Region = "US";
                options.Services.Clear();
                options.ClockSkew = TimeSpan.Zero;
                options.MaxPresignedLifetime = TimeSpan.FromDays(8);
                options.MaxBodyBytes = -1;
                options.AccessKeys.Add(Example.Key());
                options.AccessKeys.Add(Example.Key());
                options.KeySource = new InMemoryAccessKeys([]);
            }));

    [Theory]
    [InlineData("")]
    [InlineData("us/east")]
    [InlineData("us_east")]
    public void Validate_ServiceNotAllowed_IsReported(string service) =>
        Assert.Equal([$"Services has `{service}`, expected a name of lower-case letters, digits and dashes"], Faults(options => options.Services.Add(service)));

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(999, false)]
    [InlineData(1_500, false)]
    [InlineData(86_400_000, true)]
    [InlineData(86_401_000, false)]
    public void Validate_ClockSkew_IsWholeSecondsInRange(int milliseconds, bool isValid) =>
        Assert.Equal(isValid, Faults(options => options.ClockSkew = TimeSpan.FromMilliseconds(milliseconds)).Length == 0);

    [Theory]
    [InlineData(0, true)]
    [InlineData(64 * 1024 * 1024, true)]
    [InlineData((64 * 1024 * 1024) + 1, false)]
    public void Validate_MaxBodyBytes_IsInRange(long bytes, bool isValid) =>
        Assert.Equal(isValid, Faults(options => options.MaxBodyBytes = bytes).Length == 0);

    private static string[] Faults(Action<SigV4Options> change)
    {
        var options = new SigV4Options();
        change(options);
        return [.. new SigV4OptionsValidator().Validate(null, options).Failures ?? []];
    }
}
