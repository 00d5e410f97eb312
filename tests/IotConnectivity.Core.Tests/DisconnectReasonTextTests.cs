namespace IotConnectivity;

public class DisconnectReasonTextTests
{
    [Fact]
    public void ToWireText_EveryReason_IsReadBack()
    {
        var reasons = Enum.GetValues<DisconnectReason>();

        Assert.Equal(15, reasons.Length);
        Assert.All(reasons, reason =>
        {
            Assert.True(DisconnectReasonText.TryParse(reason.ToWireText(), out var read));
            Assert.Equal(reason, read);
        });
    }

    [Theory]
    [InlineData("connection_lost")]
    [InlineData("")]
    [InlineData("CONNECTION_LOST ")]
    public void TryParse_AnotherText_ReturnsFalse(string text) =>
        Assert.False(DisconnectReasonText.TryParse(text, out _));

    [Fact]
    public void ToWireText_UndefinedValue_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ((DisconnectReason)15).ToWireText());

    [Fact]
    public void TryParse_Bytes_AgreesWithCharacters() =>
        Assert.All([.. Enum.GetNames<DisconnectReason>(), .. Enum.GetValues<DisconnectReason>().Select(r => r.ToWireText()), "", "NONE ", "NÖNE"], text =>
        {
            var isText = DisconnectReasonText.TryParse(text, out var expected);

            Assert.Equal(isText, DisconnectReasonText.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var reason));
            Assert.Equal(expected, reason);
        });
}
