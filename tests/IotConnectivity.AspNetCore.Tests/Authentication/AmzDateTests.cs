namespace IotConnectivity.AspNetCore.Authentication;

public class AmzDateTests
{
    [Theory]
    [InlineData("20260115T120000Z", 1768478400, 20260115)]
    [InlineData("19700101T000000Z", 0, 19700101)]
    [InlineData("20240229T235959Z", 1709251199, 20240229)]
    [InlineData("00010101T000000Z", -62135596800, 10101)]
    [InlineData("99991231T235959Z", 253402300799, 99991231)]
    public void TryParse_ValidStamp_GivesSecondsAndDay(string text, long seconds, int day)
    {
        Assert.True(AmzDate.TryParse(text, out var date));
        Assert.Equal(new AmzDate(seconds, day), date);
        Assert.Equal(text, AmzDate.ToText(seconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("20260115T120000")]
    [InlineData("20260115T120000ZZ")]
    [InlineData("20260115t120000Z")]
    [InlineData("20260115T120000z")]
    [InlineData("20260115 120000Z")]
    [InlineData("00000115T120000Z")]
    [InlineData("20260015T120000Z")]
    [InlineData("20261315T120000Z")]
    [InlineData("20260100T120000Z")]
    [InlineData("20260132T120000Z")]
    [InlineData("20260229T120000Z")]
    [InlineData("20260115T240000Z")]
    [InlineData("20260115T126000Z")]
    [InlineData("20260115T120060Z")]
    [InlineData("2026a115T120000Z")]
    [InlineData("20260a15T120000Z")]
    [InlineData("202601/5T120000Z")]
    [InlineData("20260115Ta20000Z")]
    [InlineData("20260115T12a000Z")]
    [InlineData("20260115T12000:Z")]
    [InlineData("２0260115T120000Z")]
    public void TryParse_AnythingElse_ReturnsFalse(string text)
    {
        Assert.False(AmzDate.TryParse(text, out var date));
        Assert.Equal(default, date);
    }
}
