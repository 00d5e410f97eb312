using System.Globalization;
using System.Text;

namespace IotConnectivity.Lifecycle;

/// <summary>Reads logs and shows what was read in one line for each event or error.</summary>
internal static class MosquittoLogs
{
    public const long ReceivedAtMs = 1_767_168_000_500;

    public static List<LifecycleEvent> Read(this MosquittoLogSession session, params string[] lines)
    {
        var events = new List<LifecycleEvent>();
        foreach (var line in lines)
        {
            if (session.TryParseLine(Encoding.UTF8.GetBytes(line), ReceivedAtMs, out var e, out var error)) events.Add(e);
            Assert.Null(error);
        }

        return events;
    }

    public static string[] Show(this MosquittoLogSession session, params string[] lines) => [.. session.Read(lines).Select(Show)];

    public static string Show(LifecycleEvent e) => e.Kind switch
    {
        LifecycleEventKind.Connected =>
            string.Create(CultureInfo.InvariantCulture, $"{e.ClientId} #{e.Number} connected from {e.SourceIp}:{e.SourcePort} to {e.TargetPort}"),
        LifecycleEventKind.Disconnected => $"{e.ClientId} #{e.Number} {e.Reason}: {e.RawReason}",
        _ => $"{e.ClientId} {e.Kind} from {e.SourceIp}:{e.SourcePort}: {e.RawReason}",
    };
}
