namespace IotConnectivity.Queries.Conditions;

public class NumberLiteralTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("75", 75)]
    [InlineData("-75", -75)]
    [InlineData("2.50", 2.5)]
    [InlineData("-0.5", -0.5)]
    [InlineData("1e3", 1000)]
    [InlineData("1E+3", 1000)]
    [InlineData("12.5e-1", 1.25)]
    [InlineData("1e-999", 0)]
    [InlineData("9007199254740991", 9007199254740991)]
    [InlineData("-9007199254740992", -9007199254740992)]
    [InlineData("9007199254740992.0", 9007199254740992)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    public void TryParse_JsonNumber_IsRead(string text, double number)
    {
        Assert.True(NumberLiteral.TryParse(text, out var parsed));
        Assert.Equal(number, parsed);
        Assert.Equal(number, NumberLiteral.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("--1")]
    [InlineData("01")]
    [InlineData("-01")]
    [InlineData("00.5")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("5.e1")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e+-1")]
    [InlineData("1.5.5")]
    [InlineData("1e1e1")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("1,000")]
    [InlineData("0x1F")]
    [InlineData("١")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740993")]
    [InlineData("99999999999999999999")]
    public void TryParse_Other_IsNot(string text)
    {
        Assert.False(NumberLiteral.TryParse(text, out _));
        Assert.Null(NumberLiteral.Parse(text));
    }
}
