using System.Net;
using System.Text;

namespace IotConnectivity;

public class PeerAddressTests
{
    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("198.51.100.24", "198.51.100.24")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("::1", "::1")]
    [InlineData("2001:db8::24", "2001:db8::24")]
    [InlineData("2001:DB8:0:0::24", "2001:db8::24")]
    [InlineData("::ffff:198.51.100.24", "198.51.100.24")]
    [InlineData("fe80::1%7", "fe80::1")]
    [InlineData("64:ff9b::198.51.100.24", "64:ff9b::c633:6418")]
    public void TryParse_Address_IsReadAndShown(string text, string shown)
    {
        Assert.True(PeerAddress.TryParse(Encoding.UTF8.GetBytes(text), out var address));

        Assert.False(address.IsNone);
        Assert.Equal(shown, address.ToString());
        Assert.Equal(PeerAddress.From(IPAddress.Parse(shown)), address);
        Assert.Equal(IPAddress.Parse(shown), address.ToIPAddress());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.0004")]
    [InlineData("1.2.3.04")]
    [InlineData("01.2.3.4")]
    [InlineData("1..2.3")]
    [InlineData(".1.2.3")]
    [InlineData("1.2.3.4 ")]
    [InlineData("1.2.3.4:80")]
    [InlineData("1.2.3.a")]
    [InlineData("1.2.3.1000")]
    [InlineData("111.222.111.2222")]
    [InlineData("12345678")]
    [InlineData("3325256728")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("host")]
    [InlineData(":")]
    [InlineData("1:2:3")]
    [InlineData("2001:db8::g")]
    public void TryParse_AnythingElse_IsRefused(string text)
    {
        Assert.False(PeerAddress.TryParse(Encoding.UTF8.GetBytes(text), out var address));

        Assert.Equal(default, address);
    }

    [Fact]
    public void TryParse_TextOfMoreThan64Bytes_IsRefused() =>
        Assert.False(PeerAddress.TryParse(Encoding.UTF8.GetBytes("::1%" + new string('1', 61)), out _));

    [Fact]
    public void From_Null_IsNotKnown()
    {
        Assert.True(PeerAddress.From(null).IsNone);
        Assert.Null(PeerAddress.From(null).ToIPAddress());
        Assert.Equal("", default(PeerAddress).ToString());
    }

    [Fact]
    public void From_IPv4_IsTheSameAsItsMappedForm() =>
        Assert.Equal(PeerAddress.From(IPAddress.Parse("::ffff:198.51.100.24")), PeerAddress.From(IPAddress.Parse("198.51.100.24")));

    [Fact]
    public void From_AddressThatOnlyLooksMapped_StaysIPv6() =>
        Assert.Equal("1::ffff:0:0", PeerAddress.From(IPAddress.Parse("1::ffff:0:0")).ToString());

    [Fact]
    public void TryParse_IPv4_DoesNotAllocate()
    {
        var text = "198.51.100.24"u8.ToArray();
        Assert.True(PeerAddress.TryParse(text, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(PeerAddress.TryParse(text, out _));

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
