namespace IotConnectivity;

public class ThingNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("azAZ09:_-")]
    [InlineData("pump-17")]
    public void TryParse_ValidName_WrapsIt(string text)
    {
        Assert.True(ThingName.TryParse(text, out var name));
        Assert.Equal(text, name.Value);
        Assert.Equal(text, name.ToString());
        Assert.Equal(new ThingName(text), name);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("pump 17")]
    [InlineData("pump/17")]
    [InlineData("pump.17")]
    [InlineData("pümp")]
    [InlineData("a@")]
    [InlineData("a[")]
    [InlineData("a`")]
    [InlineData("a{")]
    public void TryParse_InvalidName_GivesTheDefault(string? text)
    {
        Assert.False(ThingName.TryParse(text, out var name));
        Assert.Equal(default, name);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void IsValid_Length_IsAtMost128(int length, bool isValid) => Assert.Equal(isValid, ThingName.IsValid(new string('x', length)));

    [Fact]
    public void New_EmptyName_SaysSo() =>
        Assert.Equal("a thing name is empty, expected 1 to 128 characters (Parameter 'value')", Assert.Throws<ArgumentException>(() => new ThingName("")).Message);

    [Fact]
    public void New_LongName_SaysHowLong() =>
        Assert.Equal(
            "a thing name has 129 characters, expected at most 128 (Parameter 'value')",
            Assert.Throws<ArgumentException>(() => new ThingName(new string('x', 129))).Message);

    [Fact]
    public void New_ForbiddenCharacter_SaysWhere() =>
        Assert.Equal(
            "thing name `pump/17` has a character that is not allowed at position 4, expected letters, digits, `:`, `_` or `-` (Parameter 'value')",
            Assert.Throws<ArgumentException>(() => new ThingName("pump/17")).Message);

    [Fact]
    public void New_Null_Throws() => Assert.Throws<ArgumentNullException>(() => new ThingName(null!));

    [Fact]
    public void Default_Value_IsEmpty()
    {
        Assert.Equal("", default(ThingName).Value);
        Assert.False(ThingName.IsValid(default(ThingName).Value));
    }

    [Fact]
    public void Equals_OtherCase_IsAnotherName() => Assert.NotEqual(new ThingName("Pump"), new ThingName("pump"));
}
