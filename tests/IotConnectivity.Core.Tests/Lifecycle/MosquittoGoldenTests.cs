namespace IotConnectivity.Lifecycle;

public class MosquittoGoldenTests
{
    // 2.0.11 was recorded from a broker with a TCP and a libwebsockets listener; ids, addresses and times were replaced.
    [Theory]
    [InlineData("2.0.11")]
    [InlineData("2.0.11-topics")]
    [InlineData("2.0.22-impostor")]
    [InlineData("2.1.2")]
    public void TryRead_RecordedLog_GivesTheEventsBesideIt(string name)
    {
        var read = new MosquittoLogReader(new MosquittoLogSession()).ReadAll(GoldenFile.Read($"mosquitto/{name}.log"), 100);

        var expected = System.Text.Encoding.UTF8.GetString(GoldenFile.Read($"mosquitto/{name}.events")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, read.Select(r => $"{r.Position}: {r.Error?.Message ?? MosquittoLogs.Show(r.Event)}"));
    }
}
