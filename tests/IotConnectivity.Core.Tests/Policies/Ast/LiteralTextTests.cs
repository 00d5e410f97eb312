using System.Globalization;

namespace IotConnectivity.Policies.Ast;

/// <summary>The texts of numbers, instants and addresses.</summary>
public class LiteralTextTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-5", "-5")]
    [InlineData("+5", "5")]
    [InlineData("5.00", "5")]
    [InlineData("0.1", "0.1")]
    [InlineData("007", "7")]
    [InlineData("1234567890123456789012345678", "1234567890123456789012345678")]
    [InlineData("-12345678901234567890.12345678", "-12345678901234567890.12345678")]
    public void NumberText_Number_IsReadExactly(string text, string expected)
    {
        Assert.True(NumberText.TryParse(text, out var number));
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+-5")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData(".")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("1.2.3")]
    [InlineData("0x1")]
    [InlineData("NaN")]
    [InlineData("12345678901234567890123456789")]
    [InlineData("0.1234567890123456789012345678")]
    public void NumberText_AnythingElse_IsRefused(string text) => Assert.False(NumberText.TryParse(text, out _));

    [Theory]
    [InlineData("2026", "2026-01-01T00:00:00Z")]
    [InlineData("0001", "0001-01-01T00:00:00Z")]
    [InlineData("2026-12", "2026-12-01T00:00:00Z")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00Z")]
    [InlineData("2026-01-02T03:04Z", "2026-01-02T03:04:00Z")]
    [InlineData("2026-01-02T23:59:59Z", "2026-01-02T23:59:59Z")]
    [InlineData("2026-01-02T03:04:05.25Z", "2026-01-02T03:04:05.25Z")]
    [InlineData("2026-01-02T03:04:05.1234567Z", "2026-01-02T03:04:05.1234567Z")]
    [InlineData("2026-01-02T03:04:05+05:30", "2026-01-01T21:34:05Z")]
    [InlineData("2026-01-02T03:04-01:00", "2026-01-02T04:04:00Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    [InlineData("202", "1970-01-01T00:03:22Z")]
    [InlineData("1767225600", "2026-01-01T00:00:00Z")]
    [InlineData("253402300799", "9999-12-31T23:59:59Z")]
    public void InstantText_Instant_IsRead(string text, string expected)
    {
        Assert.True(InstantText.TryParse(text, out var ticks));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture).UtcTicks, ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("2026-")]
    [InlineData("2026-1")]
    [InlineData("2026-00")]
    [InlineData("2026-13")]
    [InlineData("2026-01-")]
    [InlineData("2026-01-00")]
    [InlineData("2026-02-29")]
    [InlineData("2026-01-02 03:04Z")]
    [InlineData("2026-01T03:04Z")]
    [InlineData("2026-01-02T")]
    [InlineData("2026-01-02T03Z")]
    [InlineData("2026-01-02T24:00Z")]
    [InlineData("2026-01-02T03:60Z")]
    [InlineData("2026-01-02T03:04")]
    [InlineData("2026-01-02T03:04:60Z")]
    [InlineData("2026-01-02T03:04:Z")]
    [InlineData("2026-01-02T03:04:05.Z")]
    [InlineData("2026-01-02T03:04:05.12345678Z")]
    [InlineData("2026-01-02T03:04:05ZZ")]
    [InlineData("2026-01-02T03:04:05+05")]
    [InlineData("2026-01-02T03:04:05+24:00")]
    [InlineData("2026-01-02T03:04:05+05:30Z")]
    [InlineData("2026/01/02")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("253402300800")]
    [InlineData("1234567890123")]
    public void InstantText_AnythingElse_IsRefused(string text) => Assert.False(InstantText.TryParse(text, out _));

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.1.2.3/8", "10.0.0.0", true)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.2", false)]
    [InlineData("10.1.2.3/32", "10.1.2.2", false)]
    [InlineData("10.1.2.2/31", "10.1.2.3", true)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("::/0", "1.2.3.4", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("2001:DB8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("2001:db8::1/128", "2001:db8::2", false)]
    [InlineData("::ffff:10.0.0.0/104", "10.1.2.3", true)]
    [InlineData("::ffff:10.0.0.0/104", "11.1.2.3", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("::10.1.2.3", "10.1.2.3", false)]
    public void AddressRange_Address_IsInsideOrNot(string range, string address, bool expected)
    {
        Assert.True(AddressRange.TryParse(range, out var parsedRange));
        Assert.True(Address.TryParse(address, out var parsedAddress));
        Assert.Equal(expected, parsedRange.Contains(parsedAddress));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.0.0")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.1000")]
    [InlineData("10.0.0.01")]
    [InlineData("10..0.1")]
    [InlineData("10.0.0.-1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/1000")]
    [InlineData("/8")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("fe80::1%1")]
    [InlineData("::1/129")]
    [InlineData("::ffff:10.0.0.0/95")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    public void AddressRange_AnythingElse_IsRefused(string text) => Assert.False(AddressRange.TryParse(text, out _));
}
