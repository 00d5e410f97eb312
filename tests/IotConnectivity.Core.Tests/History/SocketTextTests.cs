namespace IotConnectivity.History;

public class SocketTextTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("lost", "lost")]
    [InlineData("8f14e45f-ceea-467f-a0e6-9b1b2c3d4e5f", "8f14e45f-ceea-467f-a0e6-9b1b2c3d4e5f")]
    [InlineData("<rabbit@host.1716.0>", "<rabbit@host.1716.0>")]
    [InlineData("at 12:34:56 with v2.0.18", "at 12:34:56 with v2.0.18")]
    [InlineData("198.51.100.24", "…")]
    [InlineData("198.51.100.24:49152", "…")]
    [InlineData("198.51.100.24:49152 -> 203.0.113.9:1883", "… -> …")]
    [InlineData("closed by 198.51.100.24.", "closed by ….")]
    [InlineData("2001:db8::7", "…")]
    [InlineData("[2001:db8::7]:49152", "[…]:49152")]
    [InlineData("::ffff:198.51.100.24", "…")]
    public void WithoutAddresses_AnyText_HidesAddressesOnly(string? text, string? expected) => Assert.Equal(expected, SocketText.WithoutAddresses(text));
}
