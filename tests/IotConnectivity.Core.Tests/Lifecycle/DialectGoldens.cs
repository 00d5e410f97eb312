using System.Globalization;
using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads golden messages, one in each line after its topic, and shows in one line each what was read.</summary>
internal static class DialectGoldens
{
    public const long ReceivedAtMs = 1_767_168_999_000;

    public static string[] Lines(string name) => Encoding.UTF8.GetString(GoldenFile.Read(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A topic of <c>-</c> is none, and lines that begin with <c>#</c> are notes.</summary>
    public static (string Topic, byte[] Payload) Message(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return (line[..space] is "-" ? "" : line[..space], Encoding.UTF8.GetBytes(line[(space + 1)..]));
    }

    public static IEnumerable<(string Topic, byte[] Payload)> Messages(string name) =>
        Lines(name).Where(line => line[0] != '#').Select(Message);

    public static string ReadLine(this LifecycleParser parser, string line)
    {
        if (line[0] == '#') return line;
        var (topic, payload) = Message(line);
        return parser.TryParse(topic, payload, ReceivedAtMs, out var read, out var error) ? Show(read) : error is null ? "-" : "! " + error.Message;
    }

    public static string Show(LifecycleEvent e)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{e.Kind} {e.ClientId} of {e.Source} at {e.TimestampMs}");
        Add("key", e.Connection.ToString());
        Add("number", e.Number);
        Add("connected", e.ConnectedAtMs);
        if (e.Kind == LifecycleEventKind.Disconnected || e.RawReason is not null)
            text.Append(CultureInfo.InvariantCulture, $", {e.Reason.ToWireText()} ({e.ReasonQuality}) `{e.RawReason}`");
        Add("client initiated", e.ClientInitiated);
        Add("keep-alive", e.KeepAliveSeconds);
        Add("clean", e.CleanSession);
        Add("expiry", e.SessionExpirySeconds);
        Add("from", e.SourceIp.ToString());
        Add("port", e.SourcePort);
        Add("to", e.TargetIp.ToString());
        Add("port", e.TargetPort);
        Add("principal", e.Principal);
        return text.ToString();

        void Add(string name, object? value)
        {
            if (value is not (null or "")) text.Append(CultureInfo.InvariantCulture, $", {name} {value}");
        }
    }
}
