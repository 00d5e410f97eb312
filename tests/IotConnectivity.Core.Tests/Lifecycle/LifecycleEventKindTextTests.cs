using System.Text;

namespace IotConnectivity.Lifecycle;

public class LifecycleEventKindTextTests
{
    [Fact]
    public void ToWireText_EachKind_IsWhatTheParserReads()
    {
        var parser = new AwsLifecycleParser();
        foreach (var kind in Enum.GetValues<LifecycleEventKind>())
        {
            var json = Encoding.UTF8.GetBytes($$"""{"clientId":"pump-17","timestamp":1767168000000,"eventType":"{{kind.ToWireText()}}"}""");
            Assert.True(parser.TryParse(json, out var news, out var error), error?.Message);
            Assert.Equal(kind, news.Kind);
        }
    }

    [Fact]
    public void ToWireText_NotAKind_IsUnknown() => Assert.Equal("unknown", default(LifecycleEventKind).ToWireText());
}
