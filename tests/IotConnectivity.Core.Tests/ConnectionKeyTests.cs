using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace IotConnectivity;

public class ConnectionKeyTests
{
    private const string Dashed = "7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c55";
    private const string Plain = "7b2f0a6e1f534c0b9a2c3f1f0c1f7c55";

    [Theory]
    [InlineData(Dashed)]
    [InlineData(Plain)]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("ffffffffffffffffffffffffffffffff")]
    [InlineData("198.51.100.24:52123")]
    [InlineData("7B2F0A6E-1F53-4C0B-9A2C-3F1F0C1F7C55")]
    [InlineData("7b2f0a6e1f534c0b9a2c3f1f0c1f7c5g")]
    [InlineData("7b2f0a6e1f534c0b9a2c3f1f0c1f7cöö")]
    [InlineData("{b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c55")]
    [InlineData("N")]
    [InlineData("D")]
    public void Create_Text_IsGivenBack(string text)
    {
        var key = ConnectionKey.Create(text);

        Assert.Equal(text, key.ToString());
        Assert.False(key.IsNone);
        Assert.Equal(key, ConnectionKey.Create(new string(text.AsSpan())));
        Assert.Equal(key.GetHashCode(), ConnectionKey.Create(new string(text.AsSpan())).GetHashCode());
    }

    [Fact]
    public void Create_AnyTwoTexts_AreEqualKeysWhenTheTextsAre()
    {
        var texts = Gen.Elements(Dashed, Plain, "N", "D", "a", "", Dashed.ToUpperInvariant(), "00000000000000000000000000000000", "00000000-0000-0000-0000-000000000000").ToArbitrary();

        Prop.ForAll(texts, texts, (left, right) =>
        {
            var (l, r) = (ConnectionKey.Create(left), ConnectionKey.Create(right));
            Assert.Equal(left == right, l == r);
            Assert.Equal(left != right, l != r);
            Assert.Equal(left == right, l.Equals((object)r));
            Assert.Equal(Math.Sign(string.CompareOrdinal(left, right)), Math.Sign(ConnectionKey.CompareForTies(l, r)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Create_NoText_IsNone(string? text)
    {
        var key = ConnectionKey.Create(text);

        Assert.True(key.IsNone);
        Assert.Equal(default, key);
        Assert.Equal("", key.ToString());
        Assert.Equal(0, key.GetHashCode());
    }

    [Theory]
    [InlineData(Dashed, true)]
    [InlineData(Plain, true)]
    [InlineData("7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c5", false)]
    [InlineData("7b2f0a6e1f534c0b9a2c3f1f0c1f7c555", false)]
    [InlineData("7b2f0a6e1f534c0b9a2c3f1f0c1f7c5", false)]
    [InlineData("7b2f0a6e1f534c0b9a2c3f1f0c1f7c5A", false)]
    [InlineData("7b2f0a6e1f534c0b9a2c3f1f0c1f7c5F", false)]
    [InlineData("7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c5 ", false)]
    [InlineData("(b2f0a6e1f534c0b9a2c3f1f0c1f7c5)", false)]
    [InlineData("7b2f0a6e+1f53-4c0b-9a2c-3f1f0c1f7c55", false)]
    [InlineData("7b2f0a6e-1f53+4c0b-9a2c-3f1f0c1f7c55", false)]
    [InlineData("7b2f0a6e-1f53-4c0b+9a2c-3f1f0c1f7c55", false)]
    [InlineData("7b2f0a6e-1f53-4c0b-9a2c+3f1f0c1f7c55", false)]
    [InlineData("7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7-55", false)]
    [InlineData("", false)]
    public void TryPack_Utf8_PacksLowerCaseUuidsOnly(string text, bool isPacked)
    {
        Assert.Equal(isPacked, ConnectionKey.TryPack(Encoding.UTF8.GetBytes(text), out var key));

        Assert.Equal(isPacked ? text : "", key.ToString());
    }

    [Fact]
    public void Create_LongestText_IsAccepted() => Assert.Equal(256, ConnectionKey.Create(new string('x', 256)).ToString().Length);

    [Fact]
    public void Create_LongerText_Throws() =>
        Assert.Equal(
            "a connection key has 257 characters, expected at most 256 (Parameter 'text')",
            Assert.Throws<ArgumentException>(() => ConnectionKey.Create(new string('x', 257))).Message);

    [Fact]
    public void Equals_AnotherType_IsFalse() => Assert.False(ConnectionKey.Create(Plain).Equals((object)Plain));
}
