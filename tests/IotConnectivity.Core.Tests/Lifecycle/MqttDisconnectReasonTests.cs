namespace IotConnectivity.Lifecycle;

public class MqttDisconnectReasonTests
{
    [Theory]
    [InlineData(DisconnectReason.ServerInitiatedDisconnect, new byte[] { 0x00, 0x89, 0x8B, 0x98, 0x9C, 0x9D, 0xA0 })]
    [InlineData(DisconnectReason.ServerError, new byte[] { 0x80, 0x83 })]
    [InlineData(DisconnectReason.ClientError, new byte[] { 0x81, 0x82, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x99, 0x9A, 0x9B, 0x9E, 0xA1, 0xA2 })]
    [InlineData(DisconnectReason.AuthError, new byte[] { 0x87, 0x8C })]
    [InlineData(DisconnectReason.MqttKeepAliveTimeout, new byte[] { 0x8D })]
    [InlineData(DisconnectReason.DuplicateClientId, new byte[] { 0x8E })]
    [InlineData(DisconnectReason.Throttled, new byte[] { 0x96, 0x97, 0x9F })]
    public void SentByServer_Code_HasItsReasonAndNoOtherCodeHas(DisconnectReason reason, byte[] codes) =>
        Assert.Equal(codes, Enumerable.Range(0, 256).Select(c => (byte)c).Where(c => MqttDisconnectReason.SentByServer(c) == reason));

    [Theory]
    [InlineData(0x04)]
    [InlineData(0x86)]
    [InlineData(0x8A)]
    [InlineData(0xFF)]
    public void SentByServer_CodeThatABrokerMayNotSend_IsUnknown(byte code) =>
        Assert.Equal(DisconnectReason.Unknown, MqttDisconnectReason.SentByServer(code));

    [Fact]
    public void SentByClient_Always_IsTheClientsOwn() =>
        Assert.Equal(DisconnectReason.ClientInitiatedDisconnect, MqttDisconnectReason.SentByClient);
}
