namespace IotConnectivity.Detect;

public class CidrTextTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.77/24", "192.0.2.0/24")]
    [InlineData("192.0.2.77/25", "192.0.2.0/25")]
    [InlineData("192.0.2.255/31", "192.0.2.254/31")]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("255.255.255.255/1", "128.0.0.0/1")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("2001:DB8::1", "2001:db8::1/128")]
    [InlineData("::", "::/128")]
    [InlineData("::/0", "::/0")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("::ffff:192.0.2.7/120", "192.0.2.0/24")]
    public void TryParse_AddressOrRange_GivesTheRange(string text, string expected)
    {
        Assert.True(CidrText.TryParse(text, out var range));

        Assert.Equal(expected, range.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("12")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2.010")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("192.0.2.0/")]
    [InlineData("192.0.2.0/8/8")]
    [InlineData("/24")]
    [InlineData("2001:db8::/129")]
    [InlineData("::ffff:192.0.2.7/95")]
    [InlineData("fe80::1%3")]
    [InlineData("[::1]")]
    [InlineData("example.org")]
    [InlineData("0000:0000:0000:0000:0000:0000:0000:0000/0000")]
    public void TryParse_AnythingElse_GivesNothing(string? text) => Assert.False(CidrText.TryParse(text, out _));
}
