using System.Security.Cryptography;
using System.Text;

namespace IotConnectivity.AspNetCore.Authentication;

public class PayloadHashTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{} ")]
    [InlineData("{")]
    [InlineData("[]")]
    public void Of_AnyBody_IsItsSha256(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        var hash = PayloadHash.Of(bytes);

        Assert.Equal(SHA256.HashData(bytes), ((ReadOnlySpan<byte>)hash).ToArray());
    }
}
